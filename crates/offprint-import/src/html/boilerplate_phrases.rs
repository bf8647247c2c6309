//! Words with which the parts of a page begin that are no part of an article.
//!
//! In the languages that the web is written in most. A phrase must say it alone: `recommended`
//! begins many a sentence, so it counts only if nothing follows. Knows no page.

use std::sync::LazyLock;

type PhraseLists = Vec<(&'static str, Vec<&'static str>)>;

static STARTS_READ: LazyLock<PhraseLists> = LazyLock::new(|| read(STARTS));
static WHOLES_READ: LazyLock<PhraseLists> = LazyLock::new(|| read(WHOLES));

fn read(lists: &[(&'static str, &'static str)]) -> PhraseLists {
    lists.iter().map(|(why, list)| (*why, list.split(';').map(str::trim).collect())).collect()
}

/// What a short block is, judged by its words.
pub(super) fn boilerplate_reason(text: &str) -> Option<&'static str> {
    if is_count(text) {
        return Some("the number of a picture");
    }
    // A phrase stands at the beginning, and most texts are long.
    let text = &text[..text.floor_char_boundary(600)];
    let lower = text
        .trim_start_matches(|character: char| !character.is_alphanumeric() && character != '\u{a9}')
        .to_lowercase();
    for (why, starts) in STARTS_READ.iter() {
        for start in starts {
            if let Some(rest) = lower.strip_prefix(start) {
                let is_word_end = rest.chars().next().is_none_or(|next| !next.is_alphanumeric())
                    || !start.ends_with(char::is_alphanumeric)
                    || !start.is_ascii();
                // "Posted on social media" may begin a sentence.
                let is_short = *why != BYLINE || text.chars().nth(100).is_none();
                if is_word_end && is_short {
                    return Some(why);
                }
            }
        }
    }
    let whole = lower.trim_end_matches(|character: char| !character.is_alphanumeric());
    for (why, wholes) in WHOLES_READ.iter() {
        if wholes.contains(&whole) {
            return Some(why);
        }
    }
    if text.chars().nth(140).is_none()
        && (lower.contains("contributed to this report")
            || lower.contains("contributed to this story")
            || lower.contains("contributed to this article")
            || lower.contains("contributed reporting"))
    {
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
    let mut words = lower
        .split(|character: char| character.is_whitespace() || character == '/')
        .filter(|word| !word.is_empty());
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
    let is_number = |word: Option<&str>| {
        word.is_some_and(|word| word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit()))
    };
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

/// What a block may begin with. Kept as text, since it is read as text.
const STARTS: &[(&str, &str)] = &[
    (
        SHARE,
        "\
        share this; like this story; like this article; enjoyed this; share on facebook; share on twitter; \
        share on x; share via; share article; share the article; share with; follow us; follow @; like us on; \
        find us on; join us on; tweet this; pin it; email this; print this; click to share; teilen auf; \
        folgen sie uns; folge uns; artikel teilen; partager sur; partager cet article; suivez-nous; suivez nous; \
        compartir en; síguenos; compartilhe; siga-nos; siga o ; condividi su; seguici; deel dit; volg ons; \
        udostępnij; поделиться; bagikan; 分享到; シェアする",
    ),
    (
        RELATED,
        "\
        related:; related article; related articles; related story; related stories; related post; related posts; \
        related content; related coverage; related news; related video; related topics; read more:; read more about:; \
        read also; also read; read next; also see:; see also:; more:; you may also like; you might also like; \
        you may also be interested; you might also be interested; you may like; você pode gostar; você também pode; \
        você pode se interessar; posts relacionados; notícias relacionadas; vous aimerez aussi; vous pourriez aimer; \
        también te puede; artículos relacionados; dit vind je; andere artikelen; more from; more stories; \
        more on this; more in ; further reading:; don't miss:; don’t miss:; must read:; recommended for you; \
        recommended reading; recommended stories; next:; previous:; next article; previous article; next post; \
        previous post; up next; most popular; most read; most viewed; trending now; trending:; popular posts; \
        recent posts; latest stories; latest news; watch:; watch now; watch more; watch the video; listen:; \
        lesen sie auch; lesen sie mehr; lesen sie hier; mehr zum thema; mehr dazu; auch interessant; das könnte sie; \
        das könnte dich; weitere artikel; ähnliche artikel; ähnliche beiträge; zum thema:; passend dazu; \
        nächster artikel; vorheriger artikel; lire aussi; à lire aussi; à lire également; voir aussi; \
        sur le même sujet; articles liés; dans la même rubrique; lea también; lee también; leer más; lea más; \
        te puede interesar; le puede interesar; te recomendamos; ver también; noticias relacionadas; leia também; \
        leia mais; veja também; saiba mais; leggi anche; potrebbe interessarti; lees ook; lees meer; lees verder; \
        czytaj także; czytaj też; zobacz także; zobacz też; läs också; läs mer; læs også; les også; читайте также; \
        читайте также; читать также; baca juga; ilgili haber; 関連記事; 相关阅读; 相關新聞; 관련기사",
    ),
    (
        AD,
        "\
        advertisement; continue reading below; story continues below; article continues below; scroll to continue; \
        sponsored by; sponsored content; anzeige:; publicidad:",
    ),
    (
        NEWSLETTER,
        "\
        subscribe to; subscribe for; subscribe now; subscribe today; subscribe here; sign up for; sign up to; \
        sign up here; sign up now; join our newsletter; join our mailing; get our newsletter; get the latest; \
        get more stories; get breaking news; get daily; receive our; receive the latest; support our journalism; \
        support us; become a member; become a subscriber; enter your email; thank you for subscribing; \
        thanks for subscribing; please consider; start your free; already a subscriber; jetzt abonnieren; \
        jetzt anmelden; melden sie sich; abonnieren sie; newsletter abonnieren; unser newsletter; abonnez-vous; \
        recevez ; inscrivez-vous; suscríbete; suscríbase; inscreva-se; assine ; iscriviti; abboneer; schrijf je in; \
        подписывайтесь; подпишитесь; download our app; download the app",
    ),
    (
        CREDIT,
        "\
        photo:; photo by; photos by; photos:; photo credit; photo courtesy; photograph:; photograph by; image:; \
        image credit; image source; image by; image courtesy; images:; picture:; picture credit; credit:; credits:; \
        featured image; file photo; foto:; fotos:; foto de; foto ©; bild:; bilder:; bildquelle; bildnachweis; \
        titelbild; photo :; crédit; créditos; crédito; imagen:; фото:; illustration:; getty images; ap photo; video:; \
        video by; graphic:; cover photo; cover image; top photo; lead image; header image; (photo; (image",
    ),
    (
        TAGS,
        "\
        tags:; tag:; tagged; filed under; filed to; filed in; categories:; category:; posted in; topics:; keywords:; \
        in this article; explore more; labels:; schlagwörter; schlagworte; stichworte; themen:; kategorie; mots-clés; \
        etiquetas; tagi:; trefwoorden; теги",
    ),
    (
        COMMENTS,
        "\
        leave a comment; leave a reply; post a comment; add a comment; add comment; join the conversation; \
        join the discussion; view comments; show comments; read comments; comments are closed; comments (; \
        no comments; have your say; what do you think; let us know; tell us what you think; report a typo; \
        report an error; suggest a correction; send us; got a tip; have a tip; got a story; contact the author; \
        contact the reporter; email the author; you must be logged in; log in to; kommentar schreiben; \
        schreiben sie einen kommentar; laissez un commentaire; laisser un commentaire; deja un comentario; \
        deixe um comentário; lascia un commento",
    ),
    (
        RIGHTS,
        "\
        ©; (c) 20; copyright ©; copyright 20; copyright 19; all rights reserved; alle rechte vorbehalten; \
        tous droits réservés; todos los derechos; todos os direitos; tutti i diritti; this material may not be; \
        republished with permission; reprinted with permission; 무단전재; no part of this; the views expressed; \
        the opinions expressed",
    ),
    (
        SERVICE,
        "\
        click here; tap here; click on the; click to ; click the ; skip to; jump to; back to top; print this; \
        download pdf; download the pdf; view gallery; view slideshow; show more; load more; hide caption; \
        toggle caption; enlarge this; this site uses cookies; this website uses cookies; this slideshow requires; \
        this post may contain affiliate; this post contains affiliate; this article may contain affiliate; \
        we may earn; this page may contain affiliate; diese website verwendet cookies; diese seite verwendet cookies; \
        we use cookies; by continuing to; your browser; please enable javascript; javascript is; to view this; \
        for more information on; estimated reading time; reading time; lesezeit; temps de lecture; tiempo de lectura; \
        audio player; video player; your email address will not; this video is",
    ),
    (
        BYLINE,
        "\
        posted by; posted on; posted at; posted:; published on; published at; published:; published by; updated:; \
        updated on; updated at; last updated; last modified; first published; written by; reported by; reviewed by; \
        edited by; about the author; about author; author:; authors:; by:; veröffentlicht am; aktualisiert am; \
        publié le; publié par; mis à jour; publicado en; publicado el; publicado em; publicado por; pubblicato il; \
        gepubliceerd op; опубликовано",
    ),
];

/// What a block may be, whole.
const WHOLES: &[(&str, &str)] = &[
    (
        SHARE,
        "\
        share; shares; tweet; facebook; twitter; pinterest; linkedin; whatsapp; email; e-mail; print; copy link; \
        save; like; reddit; flipboard; telegram; teilen; drucken; partager; imprimer; compartir; compartilhar; \
        condividi; delen; dela; del; udostępnij; comparte; social media; follow",
    ),
    (
        RELATED,
        "\
        related; recommended; trending; popular; read more; see more; more; see also; next; previous; more news; \
        more articles; editors' picks; editor's picks; editor’s picks; what to read next; keep reading; \
        continue reading; promoted stories; around the web; from our partners; top stories; in other news; \
        dive deeper; weiterlesen; mehr; lire la suite; relacionadas; relacionados; relacionado; по теме; \
        thanks for reading; video; watch; listen; gallery; photos; slideshow; links; more info; learn more; \
        find out more",
    ),
    (
        AD,
        "\
        ad; ads; advert; sponsored; promoted; anzeige; werbung; publicité; publicidad; publicidade; pubblicità; \
        advertentie; reklama; reklam; annonce; annons; iklan; реклама; 广告; 広告; 광고",
    ),
    (
        NEWSLETTER,
        "\
        subscribe; sign up; newsletter; newsletters; abonnieren; s'abonner; suscribirse; our newsletter; abonnez-vous",
    ),
    (
        COMMENTS,
        "\
        comments; comment; reply; responses; discussion; kommentare; commentaires; comentarios; comentários; \
        commenti; reacties; komentarze; kommentarer; 0 comments; feedback",
    ),
    (
        TAGS,
        "\
        tags; topics; categories; labels; keywords",
    ),
    (
        SERVICE,
        "\
        loading; menu; search; close; login; log in; sign in; register; home; top; up; ok; play; pause; mute; image; \
        photo; caption; advertise; contact us; about us; privacy policy; terms of use; zurück; retour; volver",
    ),
    (
        BYLINE,
        "\
        author; about the author; staff; staff writer; staff reporter; correspondent; contributor; editor",
    ),
];

#[cfg(test)]
mod tests {
    use super::boilerplate_reason;

    #[track_caller]
    fn check(text: &str, is_chrome: bool) {
        assert_eq!(boilerplate_reason(text).is_some(), is_chrome, "{text}");
    }

    #[test]
    fn phrases_of_chrome_are_known() {
        for text in [
            "Share this article",
            "Read more: another",
            "\u{25b6} Lesen Sie auch: anderes",
            "Advertisement",
            "\u{a9} 2024 A",
            "Photo by B",
        ] {
            check(text, true);
        }
    }

    #[test]
    fn sentences_are_not() {
        for text in [
            "Shares fell by a tenth.",
            "Recommended doses differ.",
            "Photographs show it.",
            "Tagesdosen steigen.",
            "Save for two, all left.",
        ] {
            check(text, false);
        }
    }
}
