//! [`DerivedAssets`]: files that depend on both the site and its theme: a style sheet with the
//! site's colours and fonts, and the images for link previews.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use crate::library::DocId;
use crate::picture::{SOCIAL_CARD_HEIGHT, SOCIAL_CARD_WIDTH, SocialCard};
use crate::route::Route;
use crate::site::{Card, Site};
use offprint_base::Digest;

/// Files that depend on both the site and its theme.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DerivedAssets {
    /// The style sheet with the colours and fonts that the site chose, if it chose any.
    pub style: Option<(Route, Arc<str>)>,
    /// The social card of the site, unless the site has its own image file.
    pub site_social_card: Option<(Route, SocialCard)>,
    /// The social cards of articles.
    pub article_social_cards: BTreeMap<DocId, (Route, SocialCard)>,
}

/// The image for link previews of a page.
#[derive(Clone, Hash, Serialize, Debug)]
pub struct ShareImage {
    /// Its full URL.
    pub url: String,
    /// Alternative text.
    pub alt: String,
    /// Its width in pixels, if that is known.
    pub width: Option<u32>,
    /// Its height in pixels, if that is known.
    pub height: Option<u32>,
}

impl DerivedAssets {
    /// The derived assets of a site: `style` is a style sheet, `accent` the site's accent colour.
    pub fn of(site: &Site, style: &str, accent: [u8; 3]) -> Self {
        let config = &site.config;
        let named = |route: &Route, card: SocialCard| {
            let name = card.key().to_string();
            (route.beside(&format!("share-{}.png", &name[..12])), card)
        };
        let root = Route::of("/");
        let site_social_card = (config.share.site && site.share_file.is_none()).then(|| {
            let host =
                config.base_url.split("://").nth(1).unwrap_or_default().trim_end_matches('/');
            let card = SocialCard::new(
                host,
                &config.title,
                config.description.as_deref().unwrap_or_default(),
                accent,
            );
            named(&root, card.writable())
        });
        let article_social_card = |id: &DocId| {
            let (route, card) = (site.route(*id)?, site.cards[*id].as_ref()?);
            // An image chosen by the author takes precedence.
            if site.links[*id].rendered.preview_image.is_some() {
                return None;
            }
            let card = SocialCard::new(&config.title, &card.title, &lines_below(card), accent);
            card.is_writable().then(|| (*id, named(route, card)))
        };
        let article_social_cards = if config.share.articles {
            site.articles.par_iter().with_min_len(64).filter_map(article_social_card).collect()
        } else {
            BTreeMap::new()
        };
        let style = (!style.is_empty()).then(|| {
            let name = Digest::of(style.as_bytes()).to_string();
            (Route::of(format!("/style-{}.css", &name[..12])), Arc::from(style))
        });
        Self { style, site_social_card, article_social_cards }
    }

    /// The image of the site.
    pub(super) fn site_image(&self, site: &Site) -> Option<ShareImage> {
        let alt = site.config.title.clone();
        match (&site.share_file, &self.site_social_card) {
            (Some((route, size)), _) => Some(ShareImage {
                url: site.permalink(route),
                alt,
                width: size.map(|(width, _)| width),
                height: size.map(|(_, height)| height),
            }),
            (None, Some((route, _))) => Some(ShareImage::of_poster(site.permalink(route), alt)),
            (None, None) => None,
        }
    }

    /// The image of a document.
    pub(super) fn image(&self, id: DocId, site: &Site) -> Option<ShareImage> {
        if let Some(own) = &site.links[id].rendered.preview_image {
            return Some(ShareImage {
                url: own.url.clone(),
                alt: own.alt.clone(),
                width: own.size.map(|(width, _)| width),
                height: own.size.map(|(_, height)| height),
            });
        }
        let (route, card) = self.article_social_cards.get(&id)?;
        let parts = [card.title.as_str(), card.below.as_str()];
        let alt = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        Some(ShareImage::of_poster(site.permalink(route), alt))
    }
}

/// What an article's image says below its title: doubts about its source, the evidence, the drugs
/// and the date. An overdue review is left out: the image is kept by other sites, and a review
/// that is done later would not reach them.
fn lines_below(card: &Card) -> String {
    let doubts = card
        .statuses
        .iter()
        .filter(|status| status.is_warning && status.kind != "overdue")
        .map(|status| status.text.clone());
    let drugs: Vec<&str> = card.drugs.iter().map(|drug| drug.name.as_str()).collect();
    let parts = doubts
        .chain(card.evidence.parts.iter().cloned())
        .chain((!drugs.is_empty()).then(|| drugs.join(", ")))
        .chain(card.date_display.clone());
    parts.collect::<Vec<_>>().join(" · ")
}

impl ShareImage {
    fn of_poster(url: String, alt: String) -> Self {
        Self { url, alt, width: Some(SOCIAL_CARD_WIDTH), height: Some(SOCIAL_CARD_HEIGHT) }
    }
}
