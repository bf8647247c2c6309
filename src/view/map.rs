//! The map of drugs that appear together: drawings in numbers that a template writes as SVG, and the
//! same pairs as rows.
//!
//! There are two drawings: a wide one, and a narrow one with fewer drugs for phones, because names in a
//! drawing that is only scaled down cannot be read there. Both show the pairs with the most shared
//! articles; the page says how many pairs there are and how many are drawn.
//!
//! Positions are computed by a simulation of springs and charges that starts on a spiral, so that
//! the same drugs always get the same positions. It uses only additions, products and square roots,
//! which every machine rounds in the same way; its results are integers.

use std::cmp::Reverse;

use serde::Serialize;

use super::part::Meta;
use super::view_builder::ViewBuilder;
use crate::cached_value::CachedValue;
use crate::site::{DrugPair, TermId, TermRef, has_map, map_route};
use offprint_base::Hashed;

/// How large a drawing is, and how much it shows.
struct Canvas {
    size: &'static str,
    width: i32,
    height: i32,
    /// The maximum number of drugs: as many as a reader can distinguish.
    drugs: usize,
    /// The maximum number of lines.
    lines: usize,
    /// The radius of the smallest dot, and how much larger the largest is.
    radius: (i32, i32),
    /// The estimated width of a letter, and the height of a line of text.
    letter: f64,
    line_height: i32,
}

const WIDE: Canvas = Canvas {
    size: "wide",
    width: 1000,
    height: 640,
    drugs: 36,
    lines: 80,
    radius: (6, 18),
    letter: 9.2,
    line_height: 19,
};
const NARROW: Canvas = Canvas {
    size: "narrow",
    width: 320,
    height: 400,
    drugs: 10,
    lines: 16,
    radius: (5, 8),
    letter: 7.4,
    line_height: 15,
};

/// The length of a name, in letters, from which it continues on another line.
const NAME_LINE: usize = 18;

/// The number of simulation steps; by then nothing moves by more than a unit.
const STEPS: u32 = 300;

/// The number of classes with different colours; further classes share the last colour.
const GROUPS: usize = 6;

/// `map.html`: which drugs appear together.
#[derive(Hash, Serialize, Debug)]
pub struct MapPage<'s> {
    /// The fields that every page has.
    pub page: Meta<'s>,
    /// The drawings: the wide one, then the narrow one for phones.
    pub drawings: Vec<MapDrawing<'s>>,
    /// The classes with a colour, for the legend.
    pub groups: Vec<MapGroup<'s>>,
    /// The pairs of the wide drawing as rows, those with most shared articles first.
    pub pairs: Vec<MapPair<'s>>,
    /// The number of pairs of drugs that share an article.
    pub total_pairs: usize,
    /// The number of drugs that share an article with another.
    pub total_drugs: usize,
}

/// A drawing.
#[derive(Hash, Serialize, Debug)]
pub struct MapDrawing<'s> {
    /// `wide` or `narrow`.
    pub size: &'static str,
    /// The left edge of the drawing, in SVG units. The area contains all names.
    pub left: i32,
    /// The top edge of the drawing.
    pub top: i32,
    /// The width of the drawing.
    pub width: i32,
    /// The height of the drawing.
    pub height: i32,
    /// The drugs, those with the most shared articles first.
    pub dots: Vec<MapDot<'s>>,
    /// The lines between them: one for each pair that is drawn.
    pub lines: Vec<MapLine<'s>>,
}

/// A drug on the map.
#[derive(Hash, Serialize, Debug)]
pub struct MapDot<'s> {
    /// The drug.
    pub term: &'s Hashed<CachedValue<TermRef>>,
    /// The number of its articles.
    pub count: usize,
    /// The horizontal position of its centre.
    pub x: i32,
    /// The vertical position of its centre.
    pub y: i32,
    /// Its radius.
    pub r: i32,
    /// Its colour: the number of its class in `groups`, from 1; 0 for none.
    pub group: usize,
    /// The lines of its name, below the dot.
    pub name: Vec<MapLabel<'s>>,
}

/// A line of the name of a drug.
#[derive(Hash, Serialize, Debug)]
pub struct MapLabel<'s> {
    /// The text.
    pub text: &'s str,
    /// The vertical position of its baseline.
    pub y: i32,
}

/// A line between two drugs.
#[derive(Hash, Serialize, Debug)]
pub struct MapLine<'s> {
    /// The name of one drug.
    pub from: &'s str,
    /// The name of the other drug.
    pub to: &'s str,
    /// The horizontal position of its start.
    pub x1: i32,
    /// The vertical position of its start.
    pub y1: i32,
    /// The horizontal position of its end.
    pub x2: i32,
    /// The vertical position of its end.
    pub y2: i32,
    /// The number of articles that the drugs share.
    pub count: usize,
    /// The number of shared articles relative to the widest line, from 1 to 5.
    pub level: usize,
}

/// A class with a colour.
#[derive(Hash, Serialize, Debug)]
pub struct MapGroup<'s> {
    /// The class: `name` (in the plural), `slug`, `url`.
    pub class: &'s Hashed<CachedValue<TermRef>>,
    /// The number of the class, from 1.
    pub number: usize,
}

/// A pair of drugs as a row of a table.
#[derive(Hash, Serialize, Debug)]
pub struct MapPair<'s> {
    /// The two drugs.
    pub drugs: Vec<&'s Hashed<CachedValue<TermRef>>>,
    /// The number of articles that list both.
    pub count: usize,
    /// The number of shared articles relative to the first row, in percent.
    pub share: usize,
    /// The page that compares the two, with the base path; `none` if there is none.
    pub compare_url: Option<String>,
}

/// What a drawing shows: drugs, and pairs as indices of drugs with the number of shared articles.
struct Selection {
    drugs: Vec<TermId>,
    pairs: Vec<(usize, usize, usize)>,
}

/// The place that a dot and its name take: to each side of the centre, above it and below it.
#[derive(Clone, Copy)]
struct Extent {
    side: f64,
    above: f64,
    below: f64,
}

impl<'s> ViewBuilder<'s> {
    /// The map of drugs.
    pub fn map(self) -> MapPage<'s> {
        let words = &self.site.config.translations;
        let drugs = &self.site.terms[0].list;
        let shared = &self.site.drug_pairs.shared;
        let wide = self.selection(&WIDE);
        let narrow = self.selection(&NARROW);
        let mut groups: Vec<MapGroup<'s>> = Vec::new();
        for class in wide.drugs.iter().flat_map(|term| drugs[*term].classes.iter().copied()) {
            let link = &self.site.classes[class].link;
            if groups.len() < GROUPS && !groups.iter().any(|known| known.class == link) {
                groups.push(MapGroup { class: link, number: groups.len() + 1 });
            }
        }
        let mut page = self.meta("map", words.text("map_title"), None, &map_route());
        page.crumbs = vec![
            self.crumb(self.site.config.taxonomies[0].name.as_str(), &self.site.terms[0].index),
        ];
        let most = wide.pairs.first().map_or(1, |(.., count)| *count);
        let row = |(one, other, count): &(usize, usize, usize)| {
            let (one, other) = (wide.drugs[*one], wide.drugs[*other]);
            let both = (one.min(other), one.max(other));
            let comparisons = &self.site.drug_pairs.comparisons;
            let found = comparisons.binary_search_by_key(&both, |known| known.drugs).ok();
            MapPair {
                drugs: vec![&drugs[one].link, &drugs[other].link],
                count: *count,
                share: (count * 100).div_ceil(most),
                compare_url: found.map(|place| self.site.url(&comparisons[place].route)),
            }
        };
        MapPage {
            page,
            pairs: wide.pairs.iter().map(row).collect(),
            drawings: [(&WIDE, &wide), (&NARROW, &narrow)]
                .map(|(canvas, selection)| self.drawing(canvas, selection, &groups))
                .into(),
            groups,
            total_pairs: shared.len(),
            total_drugs: drugs.iter().filter(|drug| !drug.drugs_with.is_empty()).count(),
        }
    }

    /// The URL of the map, if there are drugs to show on it.
    pub(super) fn map_url(self) -> Option<String> {
        has_map(&self.site.config, &self.site.terms).then(|| self.site.url(&map_route()))
    }

    /// The pairs with the most shared articles, as long as their drugs fit on the canvas. Of equal
    /// pairs, those of drugs with more articles come first.
    fn selection(self, canvas: &Canvas) -> Selection {
        let drugs = &self.site.terms[0].list;
        let articles = |drug: TermId| drugs[drug].articles.len();
        let mut pairs: Vec<&DrugPair> = self.site.drug_pairs.shared.iter().collect();
        pairs.sort_by_key(|pair| {
            let (one, other) = pair.drugs;
            (Reverse(pair.articles), Reverse(articles(one) + articles(other)), pair.drugs)
        });
        let mut chosen: Vec<TermId> = Vec::new();
        let mut drawn = Vec::new();
        for pair in pairs {
            if drawn.len() == canvas.lines {
                break;
            }
            let (one, other) = pair.drugs;
            let new: Vec<TermId> =
                [one, other].into_iter().filter(|drug| !chosen.contains(drug)).collect();
            if chosen.len() + new.len() > canvas.drugs {
                continue;
            }
            chosen.extend(new);
            let place = |drug| chosen.iter().position(|known| *known == drug).unwrap_or_default();
            drawn.push((place(one), place(other), pair.articles));
        }
        Selection { drugs: chosen, pairs: drawn }
    }

    fn drawing(
        self,
        canvas: &Canvas,
        selection: &Selection,
        groups: &[MapGroup<'s>],
    ) -> MapDrawing<'s> {
        let drugs = &self.site.terms[0].list;
        let chosen = &selection.drugs;
        let counts: Vec<usize> = chosen.iter().map(|term| drugs[*term].articles.len()).collect();
        let most = counts.iter().copied().max().unwrap_or(1);
        let widest = selection.pairs.first().map_or(1, |(.., count)| *count);
        let radius = |count: usize| {
            let (least, more) = canvas.radius;
            let part = root(count * 10_000 / most);
            least + more * i32::try_from(part).unwrap_or(0) / 100
        };
        let radii: Vec<i32> = counts.iter().map(|count| radius(*count)).collect();
        let names: Vec<Vec<&'s str>> =
            chosen.iter().map(|term| name_lines(&drugs[*term].link.name)).collect();
        let extents: Vec<Extent> =
            radii.iter().zip(&names).map(|(radius, name)| canvas.extent(*radius, name)).collect();
        let places = layout(canvas, &extents, &selection.pairs);
        let group = |term: TermId| {
            let links = drugs[term].classes.iter().map(|class| &self.site.classes[*class].link);
            links
                .filter_map(|link| groups.iter().find(|group| group.class == link))
                .map(|group| group.number)
                .next()
                .unwrap_or(0)
        };
        let dots = chosen.iter().zip(names).enumerate().map(|(index, (term, name))| {
            let (x, y) = places[index];
            let first = y + radii[index] + canvas.line_height - 3;
            let lines = (first..).step_by(usize::try_from(canvas.line_height).unwrap_or(1));
            MapDot {
                term: &drugs[*term].link,
                count: counts[index],
                x,
                y,
                r: radii[index],
                group: group(*term),
                name: name.into_iter().zip(lines).map(|(text, y)| MapLabel { text, y }).collect(),
            }
        });
        let lines = selection.pairs.iter().map(|(one, other, count)| MapLine {
            from: &drugs[chosen[*one]].link.name,
            to: &drugs[chosen[*other]].link.name,
            x1: places[*one].0,
            y1: places[*one].1,
            x2: places[*other].0,
            y2: places[*other].1,
            count: *count,
            level: (count * 5).div_ceil(widest),
        });
        let (left, top, right, bottom) = bounds(&places, &extents);
        MapDrawing {
            size: canvas.size,
            left,
            top,
            width: right - left,
            height: bottom - top,
            dots: dots.collect(),
            lines: lines.collect(),
        }
    }
}

impl Canvas {
    /// The place that a dot with this radius and the lines of its name take.
    #[expect(clippy::cast_precision_loss, reason = "names are short")]
    fn extent(&self, radius: i32, name: &[&str]) -> Extent {
        let longest = name.iter().map(|line| line.chars().count()).max().unwrap_or(0);
        let lines = i32::try_from(name.len()).unwrap_or(1);
        Extent {
            side: (longest as f64 * self.letter / 2.0).max(f64::from(radius)),
            above: f64::from(radius),
            below: f64::from(radius + lines * self.line_height + 2),
        }
    }
}

/// The area that contains all dots and names.
#[expect(clippy::cast_possible_truncation, reason = "numbers are small")]
fn bounds(places: &[(i32, i32)], extents: &[Extent]) -> (i32, i32, i32, i32) {
    const MARGIN: i32 = 6;
    let (mut left, mut top, mut right, mut bottom) = (i32::MAX, i32::MAX, i32::MIN, i32::MIN);
    for ((x, y), extent) in places.iter().zip(extents) {
        left = left.min(x - extent.side.ceil() as i32);
        right = right.max(x + extent.side.ceil() as i32);
        top = top.min(y - extent.above.ceil() as i32);
        bottom = bottom.max(y + extent.below.ceil() as i32);
    }
    if places.is_empty() {
        return (0, 0, 1, 1);
    }
    (left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN)
}

/// A name in lines: a long one is divided after spaces, hyphens, commas and slashes.
fn name_lines(name: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let (mut start, mut last_break) = (0, None);
    for (at, letter) in name.char_indices() {
        let length = name[start..at].chars().count();
        if length >= NAME_LINE
            && let Some(place) = last_break.take()
        {
            lines.push(name[start..place].trim_end());
            start = place;
        }
        if matches!(letter, ' ' | '-' | '/' | ',') && name[start..at].chars().count() > 3 {
            last_break = Some(at + letter.len_utf8());
        }
    }
    lines.push(&name[start..]);
    lines.retain(|line| !line.is_empty());
    lines
}

/// The integer part of a square root.
fn root(number: usize) -> usize {
    let mut root = 0;
    while (root + 1) * (root + 1) <= number {
        root += 1;
    }
    root
}

/// Positions for dots with these extents, so that joined dots are near each other and neither dots nor
/// names overlap.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "numbers are small, places are whole"
)]
fn layout(canvas: &Canvas, extents: &[Extent], pairs: &[(usize, usize, usize)]) -> Vec<(i32, i32)> {
    let count = extents.len();
    let (width, height) = (f64::from(canvas.width), f64::from(canvas.height));
    let mut places: Vec<(f64, f64)> = spiral(count, width, height);
    // The distance at which springs and charges balance if every dot has an equal share of the
    // area.
    let share = width * height * 0.8 / (count.max(1) as f64);
    let length = share.sqrt().min(width * 0.16);
    let widest = pairs.iter().map(|(.., count)| *count).max().unwrap_or(1) as f64;
    let mut degrees = vec![0.0_f64; count];
    for (one, other, _) in pairs {
        degrees[*one] += 1.0;
        degrees[*other] += 1.0;
    }
    // A wide drawing pulls less towards the middle line than towards the middle column.
    let (pull_x, pull_y) = if width > height { (0.3, 0.5) } else { (0.5, 0.3) };
    for step in 0..STEPS {
        let mut forces = vec![(0.0, 0.0); count];
        for one in 0..count {
            for other in one + 1..count {
                let (dx, dy) = (places[one].0 - places[other].0, places[one].1 - places[other].1);
                let square = (dx * dx + dy * dy).max(1.0);
                // Names are wider than tall, so dots need more horizontal space.
                let push = length * length / square;
                forces[one].0 += dx * push * 1.3;
                forces[one].1 += dy * push;
                forces[other].0 -= dx * push * 1.3;
                forces[other].1 -= dy * push;
            }
        }
        for (one, other, weight) in pairs {
            let (dx, dy) = (places[*one].0 - places[*other].0, places[*one].1 - places[*other].1);
            let distance = (dx * dx + dy * dy).sqrt();
            // Each line of a drug with many lines pulls less, or all other dots would collapse onto
            // it.
            let pull = distance / length * 3.0 * (0.5 + *weight as f64 / widest)
                / (degrees[*one] * degrees[*other]).sqrt();
            forces[*one].0 -= dx * pull;
            forces[*one].1 -= dy * pull;
            forces[*other].0 += dx * pull;
            forces[*other].1 += dy * pull;
        }
        // The limit decreases: the last steps only refine the result of the first ones.
        let limit = length * 0.5 * (1.0 - f64::from(step) / f64::from(STEPS)) + 0.5;
        for ((place, extent), (fx, fy)) in places.iter_mut().zip(extents).zip(forces) {
            let fx = fx + (width / 2.0 - place.0) * pull_x;
            let fy = fy + (height / 2.0 - place.1) * pull_y;
            let force = (fx * fx + fy * fy).sqrt().max(1e-9);
            let way = force.min(limit) / force;
            place.0 = within(place.0 + fx * way, extent.side, width - extent.side);
            place.1 = within(place.1 + fy * way, extent.above, height - extent.below);
        }
    }
    separate(&mut places, extents, width);
    places.into_iter().map(|(x, y)| (x.round() as i32, y.round() as i32)).collect()
}

/// A number within limits; the middle of them if they are in the wrong order.
fn within(number: f64, least: f64, most: f64) -> f64 {
    if least > most { f64::midpoint(least, most) } else { number.clamp(least, most) }
}

/// Points on a spiral: the initial positions of dots. Each is rotated from the previous one by the
/// golden angle. Its cosine and sine are constants here because not every machine computes them in
/// the same way.
fn spiral(count: usize, width: f64, height: f64) -> Vec<(f64, f64)> {
    const TURN: (f64, f64) = (-0.737_368_878_078_319_9, 0.675_490_294_261_523_6);
    let (mut cos, mut sin) = (1.0, 0.0);
    (0..count)
        .map(|index| {
            #[expect(clippy::cast_precision_loss, reason = "there are a few dozen")]
            let part = ((index as f64 + 0.5) / count as f64).sqrt();
            let place =
                (width / 2.0 + part * cos * width * 0.4, height / 2.0 + part * sin * height * 0.4);
            (cos, sin) = (cos * TURN.0 - sin * TURN.1, sin * TURN.0 + cos * TURN.1);
            place
        })
        .collect()
}

/// Moves dots apart where they or their names overlap. The drawing may become taller, but no wider.
fn separate(places: &mut [(f64, f64)], extents: &[Extent], width: f64) {
    const GAP: f64 = 4.0;
    for _ in 0..400 {
        let mut is_clear = true;
        for one in 0..places.len() {
            for other in one + 1..places.len() {
                let (first, second) = (extents[one], extents[other]);
                let middle =
                    |place: f64, extent: Extent| place + (extent.below - extent.above) / 2.0;
                let dx = places[other].0 - places[one].0;
                let dy = middle(places[other].1, second) - middle(places[one].1, first);
                let wanted_x = first.side + second.side + GAP;
                let wanted_y =
                    (first.above + first.below + second.above + second.below) / 2.0 + GAP;
                let (over_x, over_y) = (wanted_x - dx.abs(), wanted_y - dy.abs());
                if over_x <= 0.01 || over_y <= 0.01 {
                    continue;
                }
                is_clear = false;
                // In the direction of the smaller overlap; where there is no room to the sides, up
                // and down.
                if over_x < over_y && wanted_x < width * 0.6 {
                    let way = over_x / 2.0 * if dx < 0.0 { -1.0 } else { 1.0 };
                    places[one].0 -= way;
                    places[other].0 += way;
                } else {
                    let way = over_y / 2.0 * if dy < 0.0 { -1.0 } else { 1.0 };
                    places[one].1 -= way;
                    places[other].1 += way;
                }
            }
        }
        for (place, extent) in places.iter_mut().zip(extents) {
            place.0 = within(place.0, extent.side, width - extent.side);
        }
        if is_clear {
            return;
        }
    }
    // In the rare case that dots push each other in a circle, all of them move apart vertically.
    spread(places, extents);
}

/// Puts dots that still overlap below each other, from the top to the bottom.
fn spread(places: &mut [(f64, f64)], extents: &[Extent]) {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|one, other| places[*one].1.total_cmp(&places[*other].1).then(one.cmp(other)));
    for at in 1..order.len() {
        let own = order[at];
        for above in &order[..at] {
            let is_beside = (places[*above].0 - places[own].0).abs()
                >= extents[*above].side + extents[own].side;
            let lowest = places[*above].1 + extents[*above].below + extents[own].above;
            if !is_beside && places[own].1 < lowest {
                places[own].1 = lowest;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_dots_nor_names_overlap() {
        let names =
            ["ketamine", "(2R,6R)-hydroxynorketamine", "esketamine", "PCP", "xanomeline-trospium"];
        for canvas in [&WIDE, &NARROW] {
            for count in [1, 2, 5, canvas.drugs] {
                let extents: Vec<Extent> = (0..count)
                    .map(|index| {
                        let radius = canvas.radius.0 + i32::try_from(index % 9).unwrap_or(0);
                        canvas.extent(radius, &name_lines(names[index % names.len()]))
                    })
                    .collect();
                let pairs: Vec<_> = (1..count).map(|other| (0, other, count - other)).collect();
                let places = layout(canvas, &extents, &pairs);
                let (left, _, right, _) = bounds(&places, &extents);
                assert!(
                    right - left <= canvas.width + 40,
                    "{} {count}: {left} {right}",
                    canvas.size
                );
                for (one, (x, y)) in places.iter().enumerate() {
                    for (other, (other_x, other_y)) in places.iter().enumerate().skip(one + 1) {
                        let (first, second) = (extents[one], extents[other]);
                        let is_beside =
                            f64::from((x - other_x).abs()) + 2.0 >= first.side + second.side;
                        let is_below = f64::from(other_y - y) + 2.0 >= first.below + second.above;
                        let is_above = f64::from(y - other_y) + 2.0 >= second.below + first.above;
                        assert!(is_beside || is_below || is_above, "{one} {other} {places:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn long_names_are_divided_and_keep_every_letter() {
        let check = |name: &str, expect: &[&str]| assert_eq!(name_lines(name), expect);
        check("ketamine", &["ketamine"]);
        check("(2R,6R)-hydroxynorketamine", &["(2R,6R)-", "hydroxynorketamine"]);
        check("sacubitril/valsartan calcium", &["sacubitril/", "valsartan calcium"]);
        check("tetrahydrocannabivarin", &["tetrahydrocannabivarin"]);
        check("Kétamine-d’été très longue", &["Kétamine-d’été", "très longue"]);
        check("a-b-c", &["a-b-c"]);
    }
}
