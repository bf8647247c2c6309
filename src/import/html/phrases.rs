//! Words with which the parts of a page begin that are no part of an article.
//!
//! In the languages that the web is written in most. A phrase must say it alone: `recommended` begins many a sentence, so
//! it counts only if nothing follows. Knows no page.

/// What a short block is, judged by its words.
pub(super) fn why(text: &str) -> Option<&'static str> {
    if is_count(text) {
        return Some("the number of a picture");
    }
    // A phrase stands at the beginning, and most texts are long.
    let text = &text[..text.floor_char_boundary(600)];
    let lower = text.trim_start_matches(|character: char| !character.is_alphanumeric() && character != '\u{a9}').to_lowercase();
    for (why, starts) in STARTS {
        for start in *starts {
            if let Some(rest) = lower.strip_prefix(start) {
                let is_word_end = rest.chars().next().is_none_or(|next| !next.is_alphanumeric()) || !start.ends_with(char::is_alphanumeric) || !start.is_ascii();
                // "Posted on social media" may begin a sentence.
                let is_short = *why != BYLINE || text.chars().nth(100).is_none();
                if is_word_end && is_short {
                    return Some(why);
                }
            }
        }
    }
    let whole = lower.trim_end_matches(|character: char| !character.is_alphanumeric());
    for (why, wholes) in WHOLES {
        if wholes.contains(&whole) {
            return Some(why);
        }
    }
    if text.chars().nth(140).is_none() && (lower.contains("contributed to this report") || lower.contains("contributed to this story") || lower.contains("contributed to this article") || lower.contains("contributed reporting")) {
        return Some(BYLINE);
    }
    None
}

/// `Image 1 of 5`, `2 / 7`.
fn is_count(text: &str) -> bool {
    if text.len() > 40 {
        return false;
    }
    let lower = text.to_lowercase();
    let mut words = lower.split(|character: char| character.is_whitespace() || character == '/').filter(|word| !word.is_empty());
    let mut first = words.next();
    if matches!(first, Some("image" | "photo" | "slide" | "picture" | "bild" | "foto")) {
        first = words.next();
    }
    let mut second = words.next();
    if matches!(second, Some("of" | "von" | "de" | "sur" | "di" | "van")) {
        second = words.next();
    } else if !lower.contains('/') {
        return false;
    }
    let is_number = |word: Option<&str>| word.is_some_and(|word| word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit()));
    is_number(first) && is_number(second) && words.next().is_none()
}

const SHARE: &str = "an invitation to share or follow";
const RELATED: &str = "a pointer to other articles";
const AD: &str = "an advertisement";
const NEWSLETTER: &str = "an invitation to subscribe";
const CREDIT: &str = "an image credit";
const TAGS: &str = "a line of tags or sections";
const COMMENTS: &str = "an invitation to comment";
const RIGHTS: &str = "a copyright notice";
const SERVICE: &str = "a note on how to use the site";
const BYLINE: &str = "a byline or date";

const STARTS: &[(&str, &[&str])] = &[
    (
        SHARE,
        &[
            "share this", "like this story", "like this article", "enjoyed this", "share on facebook", "share on twitter", "share on x", "share via", "share article", "share the article", "share with",
            "follow us", "follow @", "like us on", "find us on", "join us on", "tweet this", "pin it", "email this", "print this", "click to share", "teilen auf", "folgen sie uns", "folge uns", "artikel teilen", "partager sur",
            "partager cet article", "suivez-nous", "suivez nous", "compartir en", "s\u{ed}guenos", "compartilhe", "siga-nos", "siga o ", "condividi su",
            "seguici", "deel dit", "volg ons", "udost\u{119}pnij", "\u{43f}\u{43e}\u{434}\u{435}\u{43b}\u{438}\u{442}\u{44c}\u{441}\u{44f}",
            "bagikan", "\u{5206}\u{4eab}\u{5230}", "\u{30b7}\u{30a7}\u{30a2}\u{3059}\u{308b}",
        ],
    ),
    (
        RELATED,
        &[
            "related:", "related article", "related articles", "related story", "related stories", "related post", "related posts", "related content", "related coverage",
            "related news", "related video", "related topics", "read more:", "read more about:", "read also", "also read", "read next", "also see:", "see also:", "more:",
            "you may also like", "you might also like", "you may also be interested", "you might also be interested", "you may like", "voc\u{ea} pode gostar", "voc\u{ea} tamb\u{e9}m pode", "voc\u{ea} pode se interessar", "posts relacionados", "not\u{ed}cias relacionadas", "vous aimerez aussi", "vous pourriez aimer", "tambi\u{e9}n te puede", "art\u{ed}culos relacionados", "dit vind je", "andere artikelen", "more from", "more stories", "more on this", "more in ",
            "further reading:", "don't miss:", "don\u{2019}t miss:", "must read:", "recommended for you", "recommended reading", "recommended stories", "next:", "previous:", "next article", "previous article", "next post", "previous post",
            "up next", "most popular", "most read", "most viewed", "trending now", "trending:", "popular posts", "recent posts", "latest stories", "latest news", "watch:", "watch now", "watch more",
            "watch the video", "listen:", "lesen sie auch", "lesen sie mehr", "lesen sie hier", "mehr zum thema", "mehr dazu", "auch interessant", "das k\u{f6}nnte sie", "das k\u{f6}nnte dich",
            "weitere artikel", "\u{e4}hnliche artikel", "\u{e4}hnliche beitr\u{e4}ge", "zum thema:", "passend dazu", "n\u{e4}chster artikel", "vorheriger artikel", "lire aussi", "\u{e0} lire aussi",
            "\u{e0} lire \u{e9}galement", "voir aussi", "sur le m\u{ea}me sujet", "articles li\u{e9}s", "dans la m\u{ea}me rubrique", "lea tambi\u{e9}n", "lee tambi\u{e9}n", "leer m\u{e1}s", "lea m\u{e1}s",
            "te puede interesar", "le puede interesar", "te recomendamos", "ver tambi\u{e9}n", "noticias relacionadas", "leia tamb\u{e9}m", "leia mais", "veja tamb\u{e9}m", "saiba mais", "leggi anche",
            "potrebbe interessarti", "lees ook", "lees meer", "lees verder", "czytaj tak\u{17c}e", "czytaj te\u{17c}", "zobacz tak\u{17c}e", "zobacz te\u{17c}", "l\u{e4}s ocks\u{e5}", "l\u{e4}s mer", "l\u{e6}s ogs\u{e5}",
            "les ogs\u{e5}", "\u{447}\u{438}\u{442}\u{430}\u{439}\u{442}\u{435} \u{442}\u{430}\u{43a}\u{436}\u{435}", "\u{447}\u{438}\u{442}\u{430}\u{439}\u{442}\u{435} \u{442}\u{430}\u{43a}\u{436}\u{435}", "\u{447}\u{438}\u{442}\u{430}\u{442}\u{44c} \u{442}\u{430}\u{43a}\u{436}\u{435}", "baca juga", "ilgili haber",
            "\u{95a2}\u{9023}\u{8a18}\u{4e8b}", "\u{76f8}\u{5173}\u{9605}\u{8bfb}", "\u{76f8}\u{95dc}\u{65b0}\u{805e}", "\u{ad00}\u{b828}\u{ae30}\u{c0ac}",
        ],
    ),
    (AD, &["advertisement", "continue reading below", "story continues below", "article continues below", "scroll to continue", "sponsored by", "sponsored content", "anzeige:", "publicidad:"]),
    (
        NEWSLETTER,
        &[
            "subscribe to", "subscribe for", "subscribe now", "subscribe today", "subscribe here", "sign up for", "sign up to", "sign up here", "sign up now", "join our newsletter", "join our mailing",
            "get our newsletter", "get the latest", "get more stories", "get breaking news", "get daily", "receive our", "receive the latest", "support our journalism", "support us", "become a member", "become a subscriber", "enter your email",
            "thank you for subscribing", "thanks for subscribing", "please consider", "start your free", "already a subscriber", "jetzt abonnieren", "jetzt anmelden", "melden sie sich", "abonnieren sie", "newsletter abonnieren", "unser newsletter", "abonnez-vous", "recevez ", "inscrivez-vous",
            "suscr\u{ed}bete", "suscr\u{ed}base", "inscreva-se", "assine ", "iscriviti", "abboneer", "schrijf je in", "\u{43f}\u{43e}\u{434}\u{43f}\u{438}\u{441}\u{44b}\u{432}\u{430}\u{439}\u{442}\u{435}\u{441}\u{44c}",
            "\u{43f}\u{43e}\u{434}\u{43f}\u{438}\u{448}\u{438}\u{442}\u{435}\u{441}\u{44c}", "download our app", "download the app",
        ],
    ),
    (
        CREDIT,
        &[
            "photo:", "photo by", "photos by", "photos:", "photo credit", "photo courtesy", "photograph:", "photograph by", "image:", "image credit", "image source", "image by", "image courtesy", "images:", "picture:", "picture credit",
            "credit:", "credits:", "featured image", "file photo", "foto:", "fotos:", "foto de", "foto \u{a9}", "bild:", "bilder:", "bildquelle", "bildnachweis", "titelbild", "photo :", "cr\u{e9}dit", "cr\u{e9}ditos", "cr\u{e9}dito", "imagen:", "\u{444}\u{43e}\u{442}\u{43e}:",
            "illustration:", "getty images", "ap photo", "video:", "video by", "graphic:", "cover photo", "cover image", "top photo", "lead image", "header image", "(photo", "(image",
        ],
    ),
    (
        TAGS,
        &[
            "tags:", "tag:", "tagged", "filed under", "filed to", "filed in", "categories:", "category:", "posted in", "topics:", "keywords:", "in this article", "explore more", "labels:", "schlagw\u{f6}rter", "schlagworte", "stichworte", "themen:", "kategorie", "mots-cl\u{e9}s", "etiquetas",
            "tagi:", "trefwoorden", "\u{442}\u{435}\u{433}\u{438}",
        ],
    ),
    (
        COMMENTS,
        &[
            "leave a comment", "leave a reply", "post a comment", "add a comment", "add comment", "join the conversation", "join the discussion", "view comments", "show comments", "read comments", "comments are closed", "comments (", "no comments", "have your say", "what do you think", "let us know", "tell us what you think",
            "report a typo", "report an error", "suggest a correction", "send us", "got a tip", "have a tip", "got a story", "contact the author", "contact the reporter", "email the author", "you must be logged in", "log in to", "kommentar schreiben", "schreiben sie einen kommentar", "laissez un commentaire", "laisser un commentaire", "deja un comentario",
            "deixe um coment\u{e1}rio", "lascia un commento",
        ],
    ),
    (
        RIGHTS,
        &[
            "\u{a9}", "(c) 20", "copyright \u{a9}", "copyright 20", "copyright 19", "all rights reserved", "alle rechte vorbehalten", "tous droits r\u{e9}serv\u{e9}s", "todos los derechos", "todos os direitos", "tutti i diritti", "this material may not be", "republished with permission", "reprinted with permission", "\u{bb34}\u{b2e8}\u{c804}\u{c7ac}", "no part of this", "the views expressed", "the opinions expressed",
        ],
    ),
    (
        SERVICE,
        &[
            "click here", "tap here", "click on the", "click to ", "click the ", "skip to", "jump to", "back to top", "print this", "download pdf", "download the pdf", "view gallery", "view slideshow", "show more", "load more", "hide caption", "toggle caption", "enlarge this", "this site uses cookies", "this website uses cookies", "this slideshow requires", "this post may contain affiliate", "this post contains affiliate", "this article may contain affiliate", "we may earn", "this page may contain affiliate", "diese website verwendet cookies", "diese seite verwendet cookies", "we use cookies", "by continuing to", "your browser", "please enable javascript", "javascript is", "to view this", "for more information on",
            "estimated reading time", "reading time", "lesezeit", "temps de lecture", "tiempo de lectura", "audio player", "video player", "your email address will not", "this video is",
        ],
    ),
    (
        BYLINE,
        &[
            "posted by", "posted on", "posted at", "posted:", "published on", "published at", "published:", "published by", "updated:", "updated on", "updated at", "last updated", "last modified", "first published", "written by", "reported by", "reviewed by", "edited by", "about the author", "about author", "author:", "authors:", "by:", "ver\u{f6}ffentlicht am",
            "aktualisiert am", "publi\u{e9} le", "publi\u{e9} par", "mis \u{e0} jour", "publicado en", "publicado el", "publicado em", "publicado por", "pubblicato il", "gepubliceerd op", "\u{43e}\u{43f}\u{443}\u{431}\u{43b}\u{438}\u{43a}\u{43e}\u{432}\u{430}\u{43d}\u{43e}",
        ],
    ),
];

const WHOLES: &[(&str, &[&str])] = &[
    (
        SHARE,
        &[
            "share", "shares", "tweet", "facebook", "twitter", "pinterest", "linkedin", "whatsapp", "email", "e-mail", "print", "copy link", "save", "like", "reddit", "flipboard", "telegram", "teilen", "drucken", "partager", "imprimer", "compartir", "compartilhar", "condividi", "delen", "dela", "del", "udost\u{119}pnij", "comparte",
            "social media", "follow",
        ],
    ),
    (
        RELATED,
        &[
            "related", "recommended", "trending", "popular", "read more", "see more", "more", "see also", "next", "previous", "more news", "more articles", "editors' picks", "editor's picks", "editor\u{2019}s picks", "what to read next", "keep reading", "continue reading", "promoted stories", "around the web", "from our partners", "top stories", "in other news", "dive deeper", "weiterlesen",
            "mehr", "lire la suite", "relacionadas", "relacionados", "relacionado", "\u{43f}\u{43e} \u{442}\u{435}\u{43c}\u{435}", "thanks for reading", "video", "watch", "listen", "gallery", "photos", "slideshow", "links", "more info", "learn more", "find out more",
        ],
    ),
    (AD, &["ad", "ads", "advert", "sponsored", "promoted", "anzeige", "werbung", "publicit\u{e9}", "publicidad", "publicidade", "pubblicit\u{e0}", "advertentie", "reklama", "reklam", "annonce", "annons", "iklan", "\u{440}\u{435}\u{43a}\u{43b}\u{430}\u{43c}\u{430}", "\u{5e7f}\u{544a}", "\u{5e83}\u{544a}", "\u{ad11}\u{ace0}"]),
    (NEWSLETTER, &["subscribe", "sign up", "newsletter", "newsletters", "abonnieren", "s'abonner", "suscribirse", "our newsletter", "abonnez-vous"]),
    (COMMENTS, &["comments", "comment", "reply", "responses", "discussion", "kommentare", "commentaires", "comentarios", "coment\u{e1}rios", "commenti", "reacties", "komentarze", "kommentarer", "0 comments", "feedback"]),
    (TAGS, &["tags", "topics", "categories", "labels", "keywords"]),
    (SERVICE, &["loading", "menu", "search", "close", "login", "log in", "sign in", "register", "home", "top", "up", "ok", "play", "pause", "mute", "image", "photo", "caption", "advertise", "contact us", "about us", "privacy policy", "terms of use", "zur\u{fc}ck", "retour", "volver"]),
    (BYLINE, &["author", "about the author", "staff", "staff writer", "staff reporter", "correspondent", "contributor", "editor"]),
];

#[cfg(test)]
mod tests {
    use super::why;

    #[track_caller]
    fn check(text: &str, is_chrome: bool) {
        assert_eq!(why(text).is_some(), is_chrome, "{text}");
    }

    #[test]
    fn phrases_of_chrome_are_known() {
        for text in ["Share this article", "Read more: another", "\u{25b6} Lesen Sie auch: anderes", "Advertisement", "\u{a9} 2024 A", "Photo by B"] {
            check(text, true);
        }
    }

    #[test]
    fn sentences_are_not() {
        for text in ["Shares fell by a tenth.", "Recommended doses differ.", "Photographs show it.", "Tagesdosen steigen.", "Save for two, all left."] {
            check(text, false);
        }
    }
}
