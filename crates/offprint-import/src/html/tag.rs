//! The elements that matter for reading an article, and the kind of each.
//!
//! A name is compared once, when the page is parsed; everything later compares small numbers. An
//! element that is not listed is `Other` and counts as a wrapper: custom elements are made of
//! whatever a site likes. Knows no tree.

macro_rules! tags {
    ($($variant:ident $name:literal,)*) => {
        /// The name of an element.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        pub(crate) enum Tag {
            $(#[doc = $name] $variant,)*
            /// Any other, custom elements among them.
            Other,
        }

        impl Tag {
            /// The tag of this name in lower case.
            pub(super) fn from_name(name: &[u8]) -> Self {
                match std::str::from_utf8(name).unwrap_or_default() {
                    $($name => Self::$variant,)*
                    // MathJax renders `msup` as `mjx-msup`.
                    name => match name.strip_prefix("mjx-") {
                        Some(inner) if inner.starts_with('m') && inner != "math" => {
                            Self::from_name(inner.as_bytes())
                        }
                        _ => Self::from_name_with_prefix(name),
                    },
                }
            }
        }
    };
}

tags! {
    A "a", Abbr "abbr", Address "address", AmpImg "amp-img", Annotation "annotation", AnnotationXml "annotation-xml", Area "area",
    Article "article", Aside "aside", Audio "audio", B "b", Base "base", Bdi "bdi", Bdo "bdo", Big "big", Blockquote "blockquote",
    Body "body", Br "br", Button "button", Canvas "canvas", Caption "caption", Center "center", Cite "cite", Code "code", Col "col",
    Colgroup "colgroup", Dd "dd", Del "del", Desc "desc", Details "details", Dfn "dfn", Dialog "dialog", Div "div", Dl "dl", Dt "dt",
    Em "em", Embed "embed", Fieldset "fieldset", Figcaption "figcaption", Figure "figure", Font "font", Footer "footer",
    ForeignObject "foreignobject", Form "form", Frame "frame", Frameset "frameset", H1 "h1", H2 "h2", H3 "h3", H4 "h4", H5 "h5",
    H6 "h6", Head "head", Header "header", Hgroup "hgroup", Hr "hr", Html "html", I "i", Iframe "iframe", Img "img", Input "input",
    Ins "ins", Kbd "kbd", Label "label", Legend "legend", Li "li", Link "link", Main "main", Map "map", Mark "mark", Math "math",
    Menu "menu", Meta "meta", Mi "mi", Mn "mn", Mo "mo", Ms "ms", Mtext "mtext", Nav "nav", Nobr "nobr", Noembed "noembed",
    Noframes "noframes", Noscript "noscript", Object "object", Ol "ol", Optgroup "optgroup", Option "option", P "p", Param "param",
    Picture "picture", Plaintext "plaintext", Pre "pre", Q "q", Rp "rp", Rt "rt", Ruby "ruby", S "s", Samp "samp", Script "script",
    Search "search", Section "section", Select "select", Small "small", Source "source", Span "span", Strike "strike",
    Strong "strong", Style "style", Sub "sub", Summary "summary", Sup "sup", Svg "svg", Table "table", Tbody "tbody", Td "td",
    Template "template", Textarea "textarea", Tfoot "tfoot", Th "th", Thead "thead", Time "time", Title "title", Tr "tr",
    Track "track", Tt "tt", U "u", Ul "ul", Var "var", Video "video", Wbr "wbr", Xmp "xmp",
    Menclose "menclose", Merror "merror", Mfenced "mfenced", Mfrac "mfrac", Mlabeledtr "mlabeledtr",
    Mmultiscripts "mmultiscripts", MNone "none", Mover "mover", Mpadded "mpadded", Mphantom "mphantom",
    Mprescripts "mprescripts", Mroot "mroot", Mrow "mrow", Mspace "mspace", Msqrt "msqrt", Mstyle "mstyle",
    Msub "msub", Msubsup "msubsup", Msup "msup", Mtable "mtable", Mtd "mtd", Mtr "mtr", Munder "munder",
    Munderover "munderover", Semantics "semantics",
    MjxAssistive "mjx-assistive-mml", MjxC "mjx-c", MjxContainer "mjx-container", MjxMath "mjx-math", MjxSurd "mjx-surd",
}

impl Tag {
    /// The element of a formula that keeps the prefix of the XML that the page was made from:
    /// `mml:msup`, `m:math`. Other names with a prefix are not HTML.
    fn from_name_with_prefix(name: &str) -> Self {
        match name.split_once(':') {
            Some((_, inner)) if !inner.contains(':') => {
                Some(Self::from_name(inner.as_bytes())).filter(|tag| tag.is_mathml())
            }
            _ => None,
        }
        .unwrap_or(Self::Other)
    }

    /// Whether it is a formula or an element that only formulas have.
    fn is_mathml(self) -> bool {
        matches!(
            self,
            Self::Annotation
                | Self::AnnotationXml
                | Self::Math
                | Self::Menclose
                | Self::Merror
                | Self::Mfenced
                | Self::Mfrac
                | Self::Mi
                | Self::Mlabeledtr
                | Self::Mmultiscripts
                | Self::Mn
                | Self::MNone
                | Self::Mo
                | Self::Mover
                | Self::Mpadded
                | Self::Mphantom
                | Self::Mprescripts
                | Self::Mroot
                | Self::Mrow
                | Self::Ms
                | Self::Mspace
                | Self::Msqrt
                | Self::Mstyle
                | Self::Msub
                | Self::Msubsup
                | Self::Msup
                | Self::Mtable
                | Self::Mtd
                | Self::Mtext
                | Self::Mtr
                | Self::Munder
                | Self::Munderover
                | Self::Semantics
        )
    }

    /// Whether it never has content.
    pub(super) fn is_void(self) -> bool {
        use Tag::{
            Area, Base, Br, Col, Embed, Frame, Hr, Img, Input, Link, Meta, Param, Source, Track,
            Wbr,
        };
        matches!(
            self,
            Area | Base
                | Br
                | Col
                | Embed
                | Frame
                | Hr
                | Img
                | Input
                | Link
                | Meta
                | Param
                | Source
                | Track
                | Wbr
        )
    }

    /// Whether it begins a new line.
    pub(crate) fn is_block(self) -> bool {
        self.heading_level().is_some()
            || self.is_table_part()
            || matches!(
                self,
                Self::Address
                    | Self::Article
                    | Self::Aside
                    | Self::Blockquote
                    | Self::Body
                    | Self::Center
                    | Self::Dd
                    | Self::Details
                    | Self::Dialog
                    | Self::Div
                    | Self::Dl
                    | Self::Dt
                    | Self::Fieldset
                    | Self::Figcaption
                    | Self::Figure
                    | Self::Footer
                    | Self::Form
                    | Self::Frameset
                    | Self::Head
                    | Self::Header
                    | Self::Hgroup
                    | Self::Hr
                    | Self::Html
                    | Self::Legend
                    | Self::Li
                    | Self::Main
                    | Self::Menu
                    | Self::Nav
                    | Self::Ol
                    | Self::P
                    | Self::Plaintext
                    | Self::Pre
                    | Self::Search
                    | Self::Section
                    | Self::Summary
                    | Self::Table
                    | Self::Ul
                    | Self::Xmp
            )
    }

    /// Whether it is a table's, other than the table itself.
    pub(super) fn is_table_part(self) -> bool {
        matches!(
            self,
            Self::Caption
                | Self::Colgroup
                | Self::Col
                | Self::Tbody
                | Self::Thead
                | Self::Tfoot
                | Self::Tr
                | Self::Td
                | Self::Th
        )
    }

    /// 1 to 6 for `h1` to `h6`.
    pub(crate) fn heading_level(self) -> Option<u8> {
        Some(match self {
            Self::H1 => 1,
            Self::H2 => 2,
            Self::H3 => 3,
            Self::H4 => 4,
            Self::H5 => 5,
            Self::H6 => 6,
            _ => return None,
        })
    }

    /// Whether its end tag may come at a wrong place without the blocks within being ended too.
    pub(super) fn is_formatting(self) -> bool {
        matches!(
            self,
            Self::A
                | Self::B
                | Self::Big
                | Self::Code
                | Self::Em
                | Self::Font
                | Self::I
                | Self::Nobr
                | Self::S
                | Self::Small
                | Self::Strike
                | Self::Strong
                | Self::Tt
                | Self::U
                | Self::Form
        )
    }

    /// Whether an end tag inside it does not reach beyond it.
    pub(super) fn is_scope(self) -> bool {
        matches!(
            self,
            Self::Caption
                | Self::Html
                | Self::Table
                | Self::Td
                | Self::Th
                | Self::Object
                | Self::Template
                // HTML inside a picture or a formula.
                | Self::ForeignObject
                | Self::Desc
                | Self::AnnotationXml
                | Self::Mi
                | Self::Mo
                | Self::Mn
                | Self::Ms
                | Self::Mtext
        )
    }
}
