//! The facts that a page states about itself: the days of publication and of the last change, who
//! wrote it and who reviewed it.
//!
//! Each case is what is between the title and the text. All text is our own.

mod support;

use support::import_page;

const PROSE: &str = "Forty adults took the tablets for twelve weeks, and most of them slept better than with placebo.";
const MORE: &str = "The staff did not know who had received which tablets until the last visit had been completed.";

/// The content file of a page in a language with `inner` below its title.
fn content_file(language: &str, inner: &str) -> String {
    let page = format!(
        "<!doctype html><html lang={language}><head><title>Tablets for sleep</title></head><body><article>\
         <h1>Tablets for sleep</h1>{inner}<p>{PROSE}</p><p>{MORE}</p></article></body></html>"
    );
    import_page(&page).text
}

/// The value of a field of the front matter, as it is written.
fn field<'a>(text: &'a str, name: &str) -> &'a str {
    let front = text.split("\n[").next().unwrap_or_default();
    let prefix = format!("{name} = ");
    front.lines().find_map(|line| line.strip_prefix(prefix.as_str())).unwrap_or("none")
}

#[track_caller]
fn check_dates(language: &str, inner: &str, published: &str, updated: &str) {
    let text = content_file(language, inner);
    assert_eq!((field(&text, "date"), field(&text, "updated")), (published, updated), "{inner}");
}

#[test]
fn labels_of_the_last_change_may_be_nouns() {
    for (language, published, label) in [
        ("fr", "12 mars 2025", "Mise à jour : 2.4.2025"),
        ("fr", "12 mars 2025", "Dernière mise à jour : 2 avril 2025"),
        ("fr", "12 mars 2025", "Dernière modification le 2 avril 2025"),
        ("de", "12.03.2025", "Letzte Aktualisierung: 02.04.2025"),
        ("de", "12.03.2025", "Letzte Änderung am 2. April 2025"),
        ("es", "12 de marzo de 2025", "Última actualización: 2 de abril de 2025"),
        ("pt", "12 de março de 2025", "Última atualização em 2 de abril de 2025"),
        ("pt", "12 de março de 2025", "Atualizado em: 2 de abril de 2025"),
        ("it", "12 marzo 2025", "Ultimo aggiornamento: 2 aprile 2025"),
        ("nl", "12 maart 2025", "Laatst bijgewerkt: 2 april 2025"),
        ("nl", "12 maart 2025", "Laatste wijziging: 2 april 2025"),
        ("sv", "12 mars 2025", "Senaste uppdatering: 2 april 2025"),
        ("da", "12. marts 2025", "Seneste opdatering: 2. april 2025"),
        ("pl", "12 marca 2025", "Ostatnia aktualizacja: 2 kwietnia 2025"),
        ("zh", "2025年3月12日", "更新日期：2025年4月2日"),
        ("en", "12 March 2025", "Last modification: 2 April 2025"),
    ] {
        let inner = format!("<p>{published}</p><p>{label}</p>");
        check_dates(language, &inner, "2025-03-12", "2025-04-02");
        let inner = format!("<div class=meta>{label}</div><div class=meta>{published}</div>");
        check_dates(language, &inner, "2025-03-12", "2025-04-02");
    }
}

#[test]
fn a_day_without_a_label_precedes_the_day_of_a_change() {
    let changed = "<p>Updated: <time datetime=2025-04-02>2 April 2025</time></p>";
    for published in [
        "<p>12 March 2025</p>",
        "<p>Published: 12 March 2025</p>",
        "<p><abbr class=published title=2025-03-12T09:20:00Z>Wednesday</abbr></p>",
        "<p class=dt-published>12 March 2025</p>",
        "<p><time datetime=2025-03-12>12 March 2025</time></p>",
    ] {
        check_dates("en", &format!("{published}{changed}"), "2025-03-12", "2025-04-02");
        check_dates("en", &format!("{changed}{published}"), "2025-03-12", "2025-04-02");
    }
    // hAtom names both days.
    check_dates(
        "en",
        "<p><abbr class=updated title=2025-04-02>2 April</abbr> \
         <abbr class=published title=2025-03-12>12 March</abbr></p>",
        "2025-03-12",
        "2025-04-02",
    );
    // The only day is better than none.
    check_dates("en", changed, "2025-04-02", "none");
}

#[test]
fn a_day_in_a_sentence_is_not_that_of_the_article() {
    let time = "<time datetime=2019-06-01>1 June 2019</time>";
    for sentence in [
        format!("<p>The first of them was treated on {time} in the morning.</p>"),
        format!("<p>They began late. {time} was when the trial began.</p>"),
        format!("<ul><li>On {time} the trial had to be stopped early.</li></ul>"),
        format!("<div>It was approved here on {time}; others followed in the year after.</div>"),
        format!("<p>“Since {time} we have treated nobody with it,” they say.</p>"),
    ] {
        check_dates("en", &format!("<p>3 May 2025</p>{sentence}"), "2025-05-03", "none");
        check_dates("en", &sentence, "none", "none");
    }
    for line in [
        format!("<p>Posted by Jane Roe on {time} in News with 4 comments</p>"),
        format!("<p>LONDON, {time} – They slept better than with placebo in the trial.</p>"),
        format!("<p>Published on {time} by the press office of the university.</p>"),
        format!("<p>{time}</p>"),
        format!("<p class=date>On {time} this was published by the press office.</p>"),
    ] {
        check_dates("en", &line, "2019-06-01", "none");
    }
}

#[track_caller]
fn check_people(language: &str, inner: &str, authors: &str, reviewers: &str) {
    let text = content_file(language, inner);
    let found = (field(&text, "authors"), text.lines().find(|line| line.contains("reviewed_by")));
    let reviewers = (reviewers != "none").then(|| format!("reviewed_by = {reviewers}"));
    assert_eq!(found, (authors, reviewers.as_deref()), "{inner}\n{text}");
}

#[test]
fn who_changed_a_page_last_is_no_reviewer() {
    for (language, line) in [
        ("en", "Created by Ann Lee, last modified by Karl Roe on Mar 09, 2025"),
        ("en", "Written by Ann Lee. Updated by Karl Roe on 9 March 2025"),
        ("de", "Erstellt von Ann Lee, zuletzt geändert von Karl Roe am 9. März 2025"),
        ("fr", "Rédigé par Ann Lee, modifié par Karl Roe le 9 mars 2025"),
        ("es", "Escrito por Ann Lee, modificado por Karl Roe el 9 de marzo de 2025"),
        ("nl", "Geschreven door Ann Lee, laatst gewijzigd door Karl Roe op 9 maart 2025"),
    ] {
        check_people(language, &format!("<p class=byline>{line}</p>"), "[\"Ann Lee\"]", "none");
        // The day of the change is not that of publication.
        let inner = format!("<p>1.3.2025</p><p class=byline>{line}</p>");
        let inner =
            if language == "en" { inner.replace("1.3.2025", "1 March 2025") } else { inner };
        check_dates(language, &inner, "2025-03-01", "2025-03-09");
    }
    check_people(
        "en",
        "<div class=page-metadata>Created by <span class=author>Ann Lee</span>, last modified by \
         <span class=editor>Karl Roe</span> on Mar 09, 2025</div>",
        "[\"Ann Lee\"]",
        "none",
    );
    check_people(
        "en",
        "<p class=byline>By Ann Lee. Reviewed by Karl Roe</p>",
        "[\"Ann Lee\"]",
        "[\"Karl Roe\"]",
    );
}

#[test]
fn a_name_ends_with_its_sentence() {
    for (line, authors, reviewers) in [
        ("Medically reviewed by Prof. Tom Ash. Last updated 3 April 2025", "none", "[\"Tom Ash\"]"),
        (
            "By Ann Lee. Reviewed by Karl Roe. Next review in 2027.",
            "[\"Ann Lee\"]",
            "[\"Karl Roe\"]",
        ),
        ("By Karl Friedr. Roe", "[\"Karl Friedr. Roe\"]", "none"),
        ("By Hans Chr. Ager", "[\"Hans Chr. Ager\"]", "none"),
        ("By Tom Ash and Ann Q. Lee", "[\"Tom Ash\", \"Ann Q. Lee\"]", "none"),
    ] {
        check_people("en", &format!("<p class=byline>{line}</p>"), authors, reviewers);
    }
}

#[test]
fn a_name_ends_with_its_line() {
    let ann = "[\"Ann Lee\"]";
    for (language, inner) in [
        (
            "en",
            "<div class=authorByline><div>Ann Lee</div><div>Lead Pharmacist, Neurology</div></div>",
        ),
        ("en", "<p class=byline>By Ann Lee<br>Consultant Psychiatrist</p>"),
        ("en", "<div class=byline><p>Ann Lee</p><p>Head of the sleep clinic</p></div>"),
        ("en", "<div class=author><b>Ann Lee</b><br>Institute of Rest</div>"),
        ("de", "<p class=byline>Von Ann Lee<br>Leitende Oberärztin</p>"),
        ("fr", "<div class=auteur><span class=byline>Par Ann Lee<br>Pharmacienne</span></div>"),
        ("es", "<div class=byline>Por Ann Lee<div>Médica psiquiatra</div></div>"),
        ("de", "<p>Autorin: Dr. med. Ann Lee, Oberärztin<br>Stand: 2.4.2025</p>"),
    ] {
        check_people(language, inner, ann, "none");
    }
    for (language, inner) in [
        (
            "de",
            "<p>Fachlich geprüft von: Prof. Dr. Karl Roe<br>Letzte Aktualisierung: 17.02.2025</p>",
        ),
        ("de", "<p>Autorin: Ann Lee<br>Geprüft von: Karl Roe<br>Chefarzt der Klinik</p>"),
        ("en", "<div>Medically reviewed by Karl Roe, MD<br>Last updated: 17 February 2025</div>"),
        ("fr", "<p>Relu par Karl Roe<br>Mise à jour : 17 février 2025</p>"),
        (
            "es",
            "<div><div>Revisado por Karl Roe</div><div>Última actualización: 17 de febrero de 2025</div></div>",
        ),
    ] {
        let text = content_file(language, inner);
        assert!(text.contains("reviewed_by = [\"Karl Roe\"]"), "{inner}\n{text}");
    }
    // Several people in lines of their own.
    check_people(
        "en",
        "<div class=byline><div>Ann Lee</div><div>Karl Roe</div></div>",
        "[\"Ann Lee\", \"Karl Roe\"]",
        "none",
    );
    check_people("en", "<div class=author><div>Ann</div><div>Lee</div></div>", ann, "none");
}

#[test]
fn the_author_whom_a_page_names_precedes_its_site() {
    let page = |line: &str| {
        let page = format!(
            "<!doctype html><html lang=de><head><title>Tablets for sleep | Klinik Auental</title>\
             <link rel=canonical href='https://www.klinik-auental.example/a'></head><body><main>\
             <h1>Tablets for sleep</h1><p>{PROSE}</p><p>{MORE}</p><p>{line}</p></main></body></html>"
        );
        import_page(&page).text
    };
    for line in ["Autorin: Dr. med. Ann Lee, Oberärztin", "Autor: Ann Lee<br>Stand: 17.02.2025"] {
        assert_eq!(field(&page(line), "authors"), "[\"Ann Lee\"]", "{line}");
    }
}

/// The text below the front matter.
fn body_of(text: &str) -> &str {
    text.rsplit_once("+++\n").map_or(text, |(_, body)| body).trim()
}

#[test]
fn what_a_person_says_is_no_byline() {
    for line in [
        "<b>Ann Lee</b> [00:00:14]: Welcome back. What are tablets?",
        "<b>Ann Lee:</b> Welcome back, and thank you",
        "Ann Lee: So you wake up clear?",
        "“It works,” says Ann Lee. “Better than placebo!”",
        "<strong>Ann Lee</strong> [09:45]: Tell us about the score.",
    ] {
        let text = content_file("en", &format!("<p class=byline>By Ann Lee</p><p>{line}</p>"));
        assert!(!body_of(&text).starts_with(PROSE), "{line}\n{text}");
        assert_eq!(field(&text, "authors"), "[\"Ann Lee\"]", "{line}");
    }
    for line in ["By Ann Lee", "Ann Lee | Reporter", "Text: Ann Lee", "Ann Lee, Sleep Times"] {
        let text = content_file("en", &format!("<p class=byline>By Ann Lee</p><p>{line}</p>"));
        assert!(body_of(&text).starts_with(PROSE), "{line}\n{text}");
    }
}

#[test]
fn subtitles_are_the_first_paragraph() {
    let page = |header: &str| {
        let page = format!(
            "<!doctype html><html lang=en><head><title>Tablets for sleep</title></head><body><main>\
             <div><header>{header}</header></div><div class=text><p>{PROSE}</p><p>{MORE}</p></div></main></body></html>"
        );
        import_page(&page).text
    };
    let subtitle = "What changes for you – and what does not";
    for header in [
        format!(
            "<h1>Tablets for sleep</h1><h2 class=element-subheader><span>{subtitle}</span></h2>"
        ),
        format!("<h1>Tab&shy;lets for sleep</h1><h2>{subtitle}</h2>"),
        format!("<h1>Tablets for sleep</h1><p class='soustitre h2'>{subtitle}</p>"),
        format!("<h1>Tablets for sleep</h1><p class=article-untertitel>{subtitle}</p>"),
        format!("<p>News</p><h1>Tablets for sleep</h1><p class=entry-subtitle>{subtitle}</p>"),
    ] {
        let text = page(&header);
        assert!(body_of(&text).starts_with(subtitle), "{header}\n{text}");
    }
}

#[test]
fn headings_for_screen_readers_are_headings() {
    let page = |title: &str| {
        let page = format!(
            "<!doctype html><html lang=en><head><title>Hub - Tablets for sleep</title></head><body><article>\
             {title}<p>{PROSE}</p><div role=heading aria-level=2>Results</div><p>{MORE}</p></article></body></html>"
        );
        import_page(&page).text
    };
    for title in [
        "<div role=heading aria-level=1>Tablets: for sleep</div>",
        "<div><div role=heading aria-level='1' class=x><span>Tablets: for sleep</span></div></div>",
        "<p role=heading aria-level=1>Tablets: for sleep</p>",
    ] {
        let text = page(title);
        assert_eq!(field(&text, "title"), "\"Tablets: for sleep\"", "{title}");
        assert!(text.contains("\n## Results\n"), "{text}");
    }
}

#[test]
fn a_line_of_keywords_names_tags() {
    for line in [
        "<p>Keywords: rapid onset; sleep loss</p>",
        "<p><b>Key words:</b> rapid onset, sleep loss</p>",
        "<div class=tags>Tags: rapid onset | sleep loss</div>",
        "<p>Schlagwörter: rapid onset, sleep loss</p>",
    ] {
        let text = content_file("en", line);
        assert_eq!(field(&text, "tags"), "[\"rapid onset\", \"sleep loss\"]", "{line}");
    }
    for line in [
        "<nav><p>Topics: other things, more things</p></nav>",
        "<aside><p>Tags: other things, more things</p></aside>",
        "<div class=related><p>Tags: other things, more things</p></div>",
        "<p>Categories: other things (1–4), more things (5–9)</p>",
        "<ul><li>Topics: other things, more things</li></ul>",
        "<p>Topic: the use of other things in children, and why</p>",
        "<p>Keywords matter: other things are no tags.</p>",
    ] {
        let text = content_file("en", line);
        assert!(!field(&text, "tags").contains("things"), "{text}");
    }
}

#[test]
fn names_may_be_on_several_lines() {
    let one = "[\"Karl Roe\"]";
    let two = "[\"Karl Roe\", \"Ada Reed\"]";
    for (inner, expect) in [
        ("<p>Written by Karl<br>Roe</p>", one),
        ("<p>Written by<br>Karl<br>Roe</p>", one),
        ("<p>By <span>Karl</span><br><span>Roe</span> | Sleep desk</p>", one),
        ("<div class=byline>By Karl<br>Roe<br>Lead Pharmacist</div>", one),
        ("<p>By<br>Karl Roe<br>Ada Reed</p>", two),
        ("<p>By</p><p>Karl Roe</p><p>Ada Reed</p>", two),
        ("<div>By:</div><div>Karl Roe</div><div>Ada Reed</div><div>Sleep desk</div>", two),
    ] {
        let text = content_file("en", inner);
        assert_eq!(field(&text, "authors"), expect, "{inner}");
        assert!(!text.contains("\nBy"), "{text}");
    }
}

#[test]
fn labels_without_spaces_are_read_as_a_whole() {
    for (language, inner, authors, reviewers) in [
        ("ja", "<p>執筆：山田太郎</p><p>監修：佐藤花子</p>", "[\"山田太郎\"]", "[\"佐藤花子\"]"),
        ("ja", "<p>文 山田太郎　監修 佐藤花子</p>", "[\"山田太郎\"]", "[\"佐藤花子\"]"),
        ("ja", "<p><span>監修</span>：<a href=/a>佐藤花子</a></p>", "none", "[\"佐藤花子\"]"),
        ("zh", "<p>作者：王小明　审核：李丽</p>", "[\"王小明\"]", "[\"李丽\"]"),
        ("zh", "<div>文：王小明<br>2025-05-12</div>", "[\"王小明\"]", "none"),
        ("ko", "<p>글: 김철수</p><p>감수: 박영희</p>", "[\"김철수\"]", "[\"박영희\"]"),
        ("ja", "<p>文部科学省：山田太郎</p>", "none", "none"),
        ("ja", "<p>監修者が語る睡眠</p>", "none", "none"),
        ("zh", "<p>文章来源：健康网</p>", "none", "none"),
        ("ko", "<p>글쓰기: 김철수</p>", "none", "none"),
    ] {
        let text = content_file(language, inner);
        let reviewed = text.lines().find_map(|line| line.strip_prefix("reviewed_by = "));
        let found = (field(&text, "authors"), reviewed.unwrap_or("none"));
        assert_eq!(found, (authors, reviewers), "{inner}\n{text}");
    }
}

#[test]
fn days_before_what_happened_on_them_are_not_the_day_of_publication() {
    for event in ["12 May 2025: first meeting", "12 May 2025: the tablets were approved"] {
        let page = format!(
            "<html lang=en><head><title>Tablets for sleep</title></head><body><article><h1>Tablets for sleep</h1>\
             <p>{PROSE}</p><p>{MORE}</p><p>{event}</p></article></body></html>"
        );
        let text = import_page(&page).text;
        assert_eq!(field(&text, "date"), "none", "{text}");
        assert!(text.contains(event), "{text}");
    }
}

#[test]
fn days_of_other_works_are_not_the_day_of_publication() {
    for inner in [
        "<h2>References</h2><ol><li>Roe K. Doses. Published online February 3, 2025. doi:10.5555/a.1</li></ol>",
        "<h2>References</h2><p>1. Roe K. Doses. Published: 3 February 2025.</p><p>2. Lee A. Nights. 2020.</p>",
        "<p>Related: Sleep and pain. Published online February 3, 2025.</p>",
        "<aside class=related><h3>Nights</h3><time datetime=2025-02-03>3 February 2025</time></aside>",
        "<h2>Further reading</h2><ul><li><a href=/z>Nights</a> 3 February 2025</li></ul>",
        "<blockquote><p>It helps.</p><p>Ann Lee, 3 February 2025</p></blockquote>",
        "<p class=pub>Volume 12, Issue 4, May 2024, Pages 45–53</p>",
    ] {
        check_dates("en", inner, "none", "none");
    }
    // What follows the references is about the article again.
    for inner in [
        "<h2>References</h2><ol><li>Roe K. Doses. 3 May 2020.</li></ol><p>Published: 3 February 2025</p>",
        "<p>Related: Sleep and pain, 3 May 2020.</p><p class=date>3 February 2025</p>",
        "<blockquote><p>It helps.</p></blockquote><p>3 February 2025</p>",
    ] {
        check_dates("en", inner, "2025-02-03", "none");
    }
}

#[test]
fn authors_of_other_works_are_not_the_author() {
    let prose = format!("<p>{PROSE}</p><p>{MORE}</p><p>{PROSE}</p><p>{MORE}</p>");
    for inner in [
        "<aside class=related><h3>Read next</h3><span class=author>By Zed Other</span></aside>",
        "<section class=more-stories><div class=card><a href=/z>Nights</a><p class=byline>By Zed Other</p></div></section>",
        "<div><ul><li><a href=/z>Sleep and pain</a> <a rel=author href=/author/zed>Zed Other</a></li></ul></div>",
        "<h2>Further reading</h2><ul><li><a href=/z><span class=author>Zed Other</span>: Capsules at night</a></li></ul>",
        "<blockquote><p>Pain is a bad sleeper.</p><footer class=author>— <cite>Zed Other</cite></footer></blockquote>",
        "<h2>References</h2><ol><li><cite itemscope><span itemprop=author>Zed Other</span> (2016). Nights. <i>Pain Med</i> 4:11-19.</cite></li></ol>",
    ] {
        check_people("en", &format!("{prose}{inner}"), "none", "none");
    }
    for inner in [
        "<ul class=meta><li><a href=/news>Pain news</a></li><li><a rel=author href=/author/ann>Ann Lee</a></li></ul>",
        "<p class=byline>By <a rel=author href=/author/ann>Ann Lee</a> in <a href=/news>Pain news</a></p>",
    ] {
        check_people("en", inner, "[\"Ann Lee\"]", "none");
        check_people("en", &format!("{prose}{inner}"), "[\"Ann Lee\"]", "none");
    }
    check_people(
        "en",
        "<blockquote><p>It helps.</p></blockquote><p class=byline>By Ann Lee</p>",
        "[\"Ann Lee\"]",
        "none",
    );
}

#[test]
fn all_names_that_are_stated_in_a_line_are_authors() {
    let person = |name: &str| {
        format!("<span itemprop=author itemscope><span itemprop=name>{name}</span></span>")
    };
    let (ann, karl) = (person("Ann Lee"), person("Karl Roe"));
    for inner in [
        "<div class=byline>By <a href=/a rel=author>Ann Lee</a> and <a href=/b rel=author>Karl Roe</a></div>".to_owned(),
        "<p>By <span itemprop=author>Ann Lee</span> and <span itemprop=author>Karl Roe</span></p>".to_owned(),
        format!("<p>By {ann} and {karl}</p>"),
        format!("<p>Par {ann} et {karl}, le 4 mars 2025</p>"),
        format!("<p>{ann}, {karl}</p>"),
    ] {
        check_people("en", &inner, "[\"Ann Lee\", \"Karl Roe\"]", "none");
    }
    // Other words between the names may say that the second did something else.
    let reviewed = "<p>By <a href=/a rel=author>Ann Lee</a>, reviewed by <a href=/b rel=author>Karl Roe</a></p>";
    check_people("en", reviewed, "[\"Ann Lee\"]", "[\"Karl Roe\"]");
    let twice = "<p><a href=/a rel=author>Ann Lee</a> <a href=/a rel=author>Ann Lee</a></p>";
    check_people("en", twice, "[\"Ann Lee\"]", "none");
    let list = "<ul class=authors><li>Ann Lee <a href=https://orcid.org/0000-0001>ORCID</a><sup>1</sup>,</li><li>Karl Roe<sup>2</sup></li></ul>";
    check_people("en", list, "[\"Ann Lee\", \"Karl Roe\"]", "none");
}

/// The title of a page with this head and body.
#[track_caller]
fn check_title(head: &str, body: &str, title: &str) {
    let page =
        format!("<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>");
    let text = import_page(&page).text;
    assert_eq!(field(&text, "title"), format!("{title:?}"), "{body}");
}

#[test]
fn what_is_shown_over_an_article_is_not_its_title() {
    let head = "<title>Doses at night | JSTAR</title>";
    let social =
        "<title>Doses at night | JSTAR</title><meta property=og:title content='Doses at night'>";
    let main = format!("<main><article><p>{PROSE}</p><p>{MORE}</p></article></main>");
    for over in [
        "<div class=newsletter><h1>Join our mailing list</h1></div>",
        "<div id=consent><h1>We value your privacy</h1></div>",
        "<div role=dialog><h1>We have a new app</h1></div>",
        "<form><h1>Send us a message</h1></form>",
        "<div id=paywall><h1>Subscribe to continue</h1></div>",
    ] {
        check_title(head, &format!("{over}{main}"), "Doses at night");
        check_title(social, &format!("{over}{main}"), "Doses at night");
    }
    // A heading over the text has other words than the head, and is the title.
    let own =
        format!("<main><article><h1>How much at bedtime?</h1><p>{PROSE}</p></article></main>");
    check_title(head, &own, "How much at bedtime?");
    // A page that is about such a form.
    let form =
        format!("<div class=newsletter><h1>Doses at night</h1><p>{PROSE}</p><p>{MORE}</p></div>");
    check_title(head, &form, "Doses at night");
}

#[test]
fn the_heading_with_a_label_is_not_in_the_text() {
    let page = format!(
        "<html lang=en><head><title>Pain Notes</title></head><body><main><article><h1><a class=category>News</a>\
         <span class=title>Capsules work at night</span></h1><p>{PROSE}</p><p>{MORE}</p></article></main></body></html>"
    );
    let text = import_page(&page).text;
    assert_eq!(field(&text, "title"), "\"Capsules work at night\"");
    assert!(!body_of(&text).contains("work at night"), "{text}");
}
