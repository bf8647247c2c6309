//! Images: how pages show them, which smaller ones are made, and what happens to files that are not
//! what they seem.

use std::collections::BTreeMap;
use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
use offprint::Edition;

use crate::support::site::{TODAY, TestSite, files};

/// An image with many colours.
fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb([(x * 7 % 256) as u8, (y * 5 % 256) as u8, ((x * y) % 251) as u8])
    })
}

fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture(width, height)
        .write_to(&mut Cursor::new(&mut bytes), format)
        .expect("it can be encoded");
    bytes
}

/// A site with one article that shows these images, which are beside it.
fn gallery(images: &[(&str, Vec<u8>)]) -> TestSite {
    let site = TestSite::new();
    let text: String =
        images.iter().map(|(name, _)| format!("![What it shows]({name})\n\n")).collect();
    site.write(
        "content/articles/a/index.md",
        &format!("+++\ntitle = \"A\"\nsummary = \"S.\"\ndate = 2026-01-01\n+++\n{text}"),
    );
    for (name, bytes) in images {
        std::fs::write(site.path("content/articles/a").join(name), bytes)
            .expect("it can be written");
    }
    site
}

fn texts_of(edition: &Edition) -> BTreeMap<String, String> {
    files(edition)
        .into_iter()
        .map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned()))
        .collect()
}

/// The only image tag of the article.
#[track_caller]
fn tag(site: &TestSite) -> String {
    let build = site.build();
    let edition = build.edition.unwrap_or_else(|| panic!("{:?}", build.diagnostics));
    let page = &texts_of(&edition)["articles/a/index.html"];
    let (_, rest) = page.split_once("<img").expect("there is an image");
    rest.split_once('>').expect("it ends").0.to_owned()
}

#[track_caller]
fn check_said(site: &TestSite, expect: &[&str]) {
    let build = site.build();
    assert!(build.edition.is_some(), "an image never stops an edition");
    let said: Vec<_> = build.diagnostics.iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(said, expect);
    for fault in &build.diagnostics {
        let (line, column) = fault.at.as_ref().expect("it has a place").line_column();
        assert_eq!((fault.code.name(), line, column), ("bad-image", 6, 1));
    }
}

#[test]
fn a_photograph_is_offered_in_three_widths() {
    let tag = tag(&gallery(&[("photo.jpg", encoded(1600, 800, ImageFormat::Jpeg))]));
    let plain: String =
        tag.split(['-', ' ']).filter(|part| !part.ends_with(".webp")).collect::<Vec<_>>().join(" ");
    assert_eq!(
        plain,
        " decoding=\"async\" width=\"1600\" height=\"800\" sizes=\"(min width: 40rem) 36rem, 100vw\" \
         srcset=\"/articles/a/photo 480 480w, /articles/a/photo 800 800w, /articles/a/photo 1200 1200w\" \
         src=\"/articles/a/photo.jpg\" alt=\"What it shows\""
    );
}

#[test]
fn what_is_offered_is_there() {
    let site = gallery(&[
        ("photo.jpg", encoded(1000, 500, ImageFormat::Jpeg)),
        ("small.png", encoded(30, 20, ImageFormat::Png)),
    ]);
    let edition = site.build().edition.expect("the site is sound");
    let files: BTreeMap<_, _> = files(&edition).into_iter().collect();
    let page = String::from_utf8_lossy(&files["articles/a/index.html"]).into_owned();
    let offered: Vec<&str> =
        page.split(['"', ' ']).filter(|part| part.ends_with(".webp")).collect();
    let sizes: Vec<_> = offered
        .iter()
        .map(|address| {
            let picture =
                image::load_from_memory_with_format(&files[&address[1..]], ImageFormat::WebP)
                    .expect("it is a WebP");
            (picture.width(), picture.height())
        })
        .collect();
    assert_eq!(sizes, [(480, 240), (800, 400), (1000, 500), (30, 20)]);
    assert_eq!(files.keys().filter(|path| path.ends_with(".webp")).count(), 4);
    // The second image is assumed to be below the fold.
    assert_eq!(page.matches("<img loading=\"lazy\"").count(), 1);
}

#[test]
fn readers_elsewhere_get_the_original() {
    let site = gallery(&[("photo.jpg", encoded(600, 300, ImageFormat::Jpeg))]);
    let texts = texts_of(&site.build().edition.expect("the site is sound"));
    for path in ["feed.xml", "feed.json", "articles/a/index.md"] {
        assert!(texts[path].contains("photo.jpg") && !texts[path].contains(".webp"), "{path}");
    }
}

#[test]
fn the_cache_shows_nowhere() {
    let site = gallery(&[
        ("photo.jpg", encoded(900, 300, ImageFormat::Jpeg)),
        ("b.png", encoded(50, 50, ImageFormat::Png)),
    ]);
    let build = || files(&site.build().edition.expect("the site is sound"));
    let first = build();
    let cache = site.path(".offprint/cache/images");
    let entries: Vec<_> = std::fs::read_dir(&cache)
        .expect("there is a cache")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    // Three widths of one image, one of the other, and the social card of the site.
    assert_eq!(entries.len(), 5);
    assert!(build() == first, "with the cache");
    std::fs::write(&entries[0], "spoilt").expect("it can be written");
    std::fs::remove_file(&entries[1]).expect("it can be removed");
    assert!(build() == first, "with a part of it");
    std::fs::remove_dir_all(&cache).expect("it can be removed");
    assert!(build() == first, "without");
    // If the cache cannot be written, images are made nevertheless.
    std::fs::remove_dir_all(&cache).expect("it can be removed");
    std::fs::write(&cache, "").expect("it can be written");
    assert!(build() == first, "where none can be");
}

#[test]
fn an_edited_image_is_an_edited_page() {
    let site = gallery(&[("photo.png", encoded(100, 50, ImageFormat::Png))]);
    let mut project = site.project();
    let before = project.build(TODAY).edition.expect("the site is sound");
    std::fs::write(site.path("content/articles/a/photo.png"), encoded(90, 50, ImageFormat::Png))
        .expect("it can be written");
    let after = project.build(TODAY).edition.expect("the site is sound");
    let changed: Vec<String> =
        after.changes_since(&before).iter().map(ToString::to_string).collect();
    let (made, others): (Vec<&String>, Vec<&String>) =
        changed.iter().partition(|route| route.ends_with(".webp"));
    assert_eq!(others, ["/articles/a/", "/articles/a/photo.png"]);
    assert_eq!(made.len(), 2, "one is new and one is gone");
}

#[test]
fn an_image_in_static_is_an_image_like_others() {
    let site = gallery(&[]);
    std::fs::create_dir_all(site.path("static/img")).expect("the folder can be made");
    std::fs::write(site.path("static/img/plan.png"), encoded(700, 70, ImageFormat::Png))
        .expect("it can be written");
    site.write(
        "content/articles/a/index.md",
        "+++\ntitle = \"A\"\nsummary = \"S.\"\ndate = 2026-01-01\n+++\n![X](/img/plan.png)\n",
    );
    let tag = tag(&site);
    assert!(tag.contains("srcset=\"/img/plan-480-") && tag.contains("/img/plan-700-"), "{tag}");
}

#[test]
fn nothing_is_made_if_nothing_is_wanted() {
    let site = gallery(&[("photo.jpg", encoded(600, 300, ImageFormat::Jpeg))]);
    site.write(
        "site.toml",
        "title = \"T\"\nbase_url = \"https://example.org/\"\n[images]\nformat = \"original\"\n",
    );
    assert_eq!(
        tag(&site),
        " decoding=\"async\" width=\"600\" height=\"300\" src=\"/articles/a/photo.jpg\" alt=\"What it shows\""
    );
}

#[test]
fn drawings_and_animations_stay_as_they_are() {
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 300\"></svg>".to_vec();
    assert_eq!(
        tag(&gallery(&[("a.svg", svg)])),
        " decoding=\"async\" width=\"760\" height=\"300\" src=\"/articles/a/a.svg\" alt=\"What it shows\""
    );
    let gif = b"GIF89a\x40\x01\xf0\x00\x00\x00\x00;".to_vec();
    assert!(
        tag(&gallery(&[("a.gif", gif)]))
            .starts_with(" decoding=\"async\" width=\"320\" height=\"240\" src")
    );
    // A chunk `acTL` before the pixels makes a PNG an animation.
    let mut apng = encoded(20, 10, ImageFormat::Png);
    let body = [b"acTL".as_slice(), &2u32.to_be_bytes(), &0u32.to_be_bytes()].concat();
    let chunk = [&8u32.to_be_bytes()[..], &body, &crc(&body).to_be_bytes()].concat();
    apng.splice(33..33, chunk);
    let tag = tag(&gallery(&[("a.png", apng)]));
    assert!(tag.starts_with(" decoding=\"async\" width=\"20\" height=\"10\" src"), "{tag}");
}

/// The CRC of a PNG chunk (ISO/IEC 15948, annex D).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 }
        })
    })
}

#[test]
fn what_a_camera_was_told_to_turn_is_turned() {
    let mut jpeg = encoded(640, 320, ImageFormat::Jpeg);
    // Exif with one entry: the orientation is 6, a quarter turn to the right.
    let tiff = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let length = u16::try_from(tiff.len() + 2).expect("it is short").to_be_bytes();
    jpeg.splice(2..2, [&[0xff, 0xe1][..], &length, tiff].concat());
    let site = gallery(&[("photo.jpg", jpeg)]);
    assert!(tag(&site).contains("width=\"320\" height=\"640\""));
    let edition = site.build().edition.expect("the site is sound");
    let made = files(&edition)
        .into_iter()
        .find(|(path, _)| path.contains("photo-320-"))
        .expect("there is one")
        .1;
    let made = image::load_from_memory_with_format(&made, ImageFormat::WebP).expect("it is a WebP");
    assert_eq!((made.width(), made.height()), (320, 640));
}

#[test]
fn pictures_for_printing_are_shown_too() {
    // The smallest CMYK JPEG: one block, in which every difference is zero.
    let mut jpeg = vec![0xff, 0xd8];
    let mut segment = |marker: u8, content: &[u8]| {
        jpeg.extend([0xff, marker]);
        jpeg.extend(u16::try_from(content.len() + 2).expect("it is short").to_be_bytes());
        jpeg.extend(content);
    };
    segment(0xee, b"Adobe\0\x64\0\0\0\0\0");
    segment(0xdb, &[&[0u8][..], &[1; 64]].concat());
    segment(0xc0, &[8, 0, 8, 0, 8, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0]);
    let one_code = |class: u8| [&[class, 1][..], &[0; 15], &[0]].concat();
    segment(0xc4, &one_code(0x00));
    segment(0xc4, &one_code(0x10));
    segment(0xda, &[4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]);
    jpeg.extend([0x00, 0xff, 0xd9]);
    let site = gallery(&[("ink.jpg", jpeg)]);
    let edition = site.build().edition.expect("the site is sound");
    let made = files(&edition)
        .into_iter()
        .find(|(path, _)| path.contains("ink-8-"))
        .expect("there is one")
        .1;
    image::load_from_memory_with_format(&made, ImageFormat::WebP).expect("it is a WebP");
}

#[test]
fn a_broken_image_is_told_and_shown_as_it_is() {
    let whole = encoded(100, 50, ImageFormat::Png);
    let cut = gallery(&[("cut.png", whole[..whole.len() / 2].to_vec())]);
    check_said(&cut, &["the image `content/articles/a/cut.png` is broken: it is truncated"]);
    assert!(!tag(&cut).contains("srcset"));
    let text = gallery(&[("text.png", b"<!doctype html>".to_vec())]);
    check_said(
        &text,
        &["the image `content/articles/a/text.png` is broken: it is not in a known image format"],
    );
    check_said(
        &gallery(&[("empty.jpg", Vec::new())]),
        &["the image `content/articles/a/empty.jpg` is broken: it is empty"],
    );
    let head = gallery(&[("head.jpg", vec![0xff, 0xd8, 0xff, 0xe0, 0, 0])]);
    check_said(
        &head,
        &["the image `content/articles/a/head.jpg` is broken: its header cannot be read"],
    );
}

#[test]
fn a_bomb_is_never_opened() {
    let mut bomb = encoded(20, 10, ImageFormat::Png);
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let check = crc(&bomb[12..29]).to_be_bytes();
    bomb[29..33].copy_from_slice(&check);
    check_said(
        &gallery(&[("bomb.png", bomb)]),
        &[
            "the image `content/articles/a/bomb.png` has 60000 × 60000 pixels, and up to 64 million are scaled",
        ],
    );
}

#[test]
fn lists_show_small_copies_of_the_images_of_articles() {
    let site = TestSite::new();
    site.write("content/articles/a/index.md", "+++\ntitle = \"A\"\ndate = 2026-01-01\nimage = \"photo.jpg\"\nimage_alt = \"A chart\"\n+++\nText.\n");
    site.write("content/articles/b.md", "+++\ntitle = \"B\"\ndate = 2026-01-01\nimage = \"https://example.org/b.jpg\"\n+++\nText.\n");
    site.write(
        "content/authors/ann.md",
        "+++\nname = \"Ann Weber\"\nphoto = \"/ann.png\"\n+++\nText.\n",
    );
    std::fs::write(
        site.path("content/articles/a").join("photo.jpg"),
        encoded(1600, 800, ImageFormat::Jpeg),
    )
    .expect("it can be written");
    site.write("static/note.txt", "");
    std::fs::write(site.path("static").join("ann.png"), encoded(640, 640, ImageFormat::Png))
        .expect("it can be written");
    let build = site.build();
    let edition = build.edition.unwrap_or_else(|| panic!("{:?}", build.diagnostics));
    let texts = texts_of(&edition);
    let home = &texts["index.html"];
    let tags: Vec<&str> =
        home.split("<img").skip(1).filter_map(|tag| tag.split('>').next()).collect();
    // Images of other sites are not shown in lists: their size is not known.
    let [tag] = tags[..] else { panic!("{tags:?}") };
    assert!(tag.contains("alt=\"A chart\" width=\"320\" height=\"160\" loading=\"lazy\""), "{tag}");
    let address = |tag: &str| {
        let (_, rest) = tag.split_once("src=\"/").expect("an address");
        rest.split('"').next().expect("its end").to_owned()
    };
    assert!(texts.contains_key(&address(tag)), "{tag}");
    let author = &texts["authors/ann/index.html"];
    let (_, photo) = author.split_once("<img class=\"portrait").expect("a photo");
    assert!(photo.contains("width=\"320\" height=\"320\""), "{photo}");
    assert!(texts.contains_key(&address(photo)), "{photo}");
    site.write(
        "site.toml",
        "title = \"T\"\nbase_url = \"https://example.org/\"\n[params]\nshow_card_images = false\n",
    );
    let build = site.build();
    let edition = build.edition.unwrap_or_else(|| panic!("{:?}", build.diagnostics));
    assert!(!texts_of(&edition)["index.html"].contains("<img"));
}
