//! The map of drugs that appear together: a drawing in numbers that a template writes as SVG, and
//! the same data as rows.
//!
//! Positions are computed by a simulation of springs and charges that starts on a spiral, so that
//! the same drugs always get the same positions. It uses only additions, products and square roots,
//! which every machine rounds in the same way; its results are integers.

use serde::Serialize;

use super::part::{Meta, TermCount};
use super::view_builder::ViewBuilder;
use crate::cached_value::CachedValue;
use crate::site::{TermId, TermRef, has_map, map_route};
use offprint_base::Hashed;

/// The maximum number of drugs on the map: as many as a reader can distinguish.
const DRUGS: usize = 36;

/// The number of lines from each drug, on maps with few drugs and on maps with more.
const LINES: (usize, usize) = (6, 3);
const FEW: usize = 12;

/// The size of the drawing, and the space at its edges for names.
const WIDTH: i32 = 1000;
const HEIGHT: i32 = 720;
const MARGIN: i32 = 50;
const SIDE: i32 = 90;

/// The number of simulation steps; by then nothing moves by more than a unit.
const STEPS: u32 = 300;

/// The number of classes with different colours; further classes share the last colour.
const GROUPS: usize = 6;

/// `map.html`: which drugs appear together.
#[derive(Hash, Serialize, Debug)]
pub struct MapPage<'s> {
    /// The fields that every page has.
    pub page: Meta<'s>,
    /// The left edge of the drawing, in SVG units.
    pub left: i32,
    /// The top edge of the drawing.
    pub top: i32,
    /// The width of the drawing.
    pub width: i32,
    /// The height of the drawing.
    pub height: i32,
    /// The drugs on the map, those with the most articles.
    pub dots: Vec<MapDot<'s>>,
    /// The lines between them.
    pub lines: Vec<MapLine<'s>>,
    /// The classes with a colour, for the legend.
    pub groups: Vec<MapGroup<'s>>,
    /// Every drug on the map as a row: its articles, and the drugs that it shares articles with.
    pub rows: Vec<MapRow<'s>>,
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

/// A drug on the map as a row of a table.
#[derive(Hash, Serialize, Debug)]
pub struct MapRow<'s> {
    /// The drug.
    pub term: &'s Hashed<CachedValue<TermRef>>,
    /// The number of its articles.
    pub count: usize,
    /// The drugs that it shares articles with, and the number of shared articles.
    pub with: Vec<TermCount<'s>>,
}

impl<'s> ViewBuilder<'s> {
    /// The map of drugs.
    pub fn map(self) -> MapPage<'s> {
        let words = &self.site.config.translations;
        let drugs = &self.site.terms[0].list;
        let chosen = self.on_map();
        let pairs = pairs(&chosen, |term| &drugs[term].drugs_with);
        let counts: Vec<usize> = chosen.iter().map(|term| drugs[*term].articles.len()).collect();
        let most = counts.iter().copied().max().unwrap_or(1);
        let widest = pairs.iter().map(|(.., count)| *count).max().unwrap_or(1);
        let radius = |count: usize| 6 + i32::try_from(root(count * 18 * 18 / most)).unwrap_or(0);
        let radii: Vec<i32> = counts.iter().map(|count| radius(*count)).collect();
        let places = layout(&radii, &pairs);
        let mut groups: Vec<MapGroup<'s>> = Vec::new();
        for class in chosen.iter().flat_map(|term| drugs[*term].classes.iter().copied()) {
            let link = &self.site.classes[class].link;
            if groups.len() < GROUPS && !groups.iter().any(|known| known.class == link) {
                groups.push(MapGroup { class: link, number: groups.len() + 1 });
            }
        }
        let group = |term: TermId| {
            let links = drugs[term].classes.iter().map(|class| &self.site.classes[*class].link);
            links
                .filter_map(|link| groups.iter().find(|group| group.class == link))
                .map(|group| group.number)
                .next()
                .unwrap_or(0)
        };
        let dots = chosen.iter().enumerate().map(|(index, term)| MapDot {
            term: &drugs[*term].link,
            count: counts[index],
            x: places[index].0,
            y: places[index].1,
            r: radii[index],
            group: group(*term),
        });
        let lines = pairs.iter().map(|(one, other, count)| MapLine {
            from: &drugs[chosen[*one]].name,
            to: &drugs[chosen[*other]].name,
            x1: places[*one].0,
            y1: places[*one].1,
            x2: places[*other].0,
            y2: places[*other].1,
            count: *count,
            level: (count * 5).div_ceil(widest),
        });
        let rows = chosen.iter().map(|term| MapRow {
            term: &drugs[*term].link,
            count: drugs[*term].articles.len(),
            with: self.counts(0, &drugs[*term].drugs_with),
        });
        let mut page = self.meta("map", words.text("map_title"), None, &map_route());
        page.crumbs = vec![
            self.crumb(self.site.config.taxonomies[0].name.as_str(), &self.site.terms[0].index),
        ];
        // A small number of drugs does not need the full area.
        let bound = |of: fn(&(i32, i32)) -> i32| {
            let all = || places.iter().map(of);
            (all().min().unwrap_or(0), all().max().unwrap_or(0))
        };
        let ((left, right), (top, bottom)) = (bound(|place| place.0), bound(|place| place.1));
        MapPage {
            page,
            left: left - SIDE,
            top: top - MARGIN,
            width: right - left + 2 * SIDE,
            height: bottom - top + 2 * MARGIN,
            dots: dots.collect(),
            lines: lines.collect(),
            rows: rows.collect(),
            groups,
        }
    }

    /// The URL of the map, if there are drugs to show on it.
    pub(super) fn map_url(self) -> Option<String> {
        has_map(&self.site.config, &self.site.terms).then(|| self.site.url(&map_route()))
    }

    /// The drugs on the map: those that share articles with others, most frequent first.
    fn on_map(self) -> Vec<TermId> {
        let drugs = &self.site.terms[0].list;
        let mut chosen: Vec<TermId> =
            (0..drugs.len()).filter(|term| !drugs[*term].drugs_with.is_empty()).collect();
        chosen.sort_by_key(|term| (std::cmp::Reverse(drugs[*term].articles.len()), *term));
        chosen.truncate(DRUGS);
        chosen
    }
}

/// The pairs that are joined by a line: for each drug, those with which it shares most articles.
/// Numbers are indices in `chosen`.
fn pairs<'l>(
    chosen: &[TermId],
    with: impl Fn(TermId) -> &'l Vec<(TermId, usize)>,
) -> Vec<(usize, usize, usize)> {
    let lines = if chosen.len() > FEW { LINES.1 } else { LINES.0 };
    let mut pairs = Vec::new();
    for (one, term) in chosen.iter().enumerate() {
        let others = with(*term).iter().filter_map(|(other, count)| {
            let other = chosen.iter().position(|chosen| chosen == other)?;
            Some((one.min(other), one.max(other), *count))
        });
        pairs.extend(others.take(lines));
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The integer part of a square root.
fn root(number: usize) -> usize {
    let mut root = 0;
    while (root + 1) * (root + 1) <= number {
        root += 1;
    }
    root
}

/// Positions for dots with these radii, so that joined dots are near each other and no two overlap.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "numbers are small, places are whole"
)]
fn layout(radii: &[i32], pairs: &[(usize, usize, usize)]) -> Vec<(i32, i32)> {
    let count = radii.len();
    let (middle_x, middle_y) = (f64::from(WIDTH) / 2.0, f64::from(HEIGHT) / 2.0);
    let mut places: Vec<(f64, f64)> = spiral(count);
    // The distance at which springs and charges balance if every dot has an equal share of the
    // area.
    let share = f64::from((WIDTH - 2 * SIDE) * (HEIGHT - 2 * MARGIN)) / (count.max(1) as f64);
    let length = share.sqrt().min(210.0);
    let widest = pairs.iter().map(|(.., count)| *count).max().unwrap_or(1) as f64;
    let mut degrees = vec![0.0_f64; count];
    for (one, other, _) in pairs {
        degrees[*one] += 1.0;
        degrees[*other] += 1.0;
    }
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
        for (place, (fx, fy)) in places.iter_mut().zip(forces) {
            let fx = fx + (middle_x - place.0) * 0.3;
            let fy = fy + (middle_y - place.1) * 0.5;
            let force = (fx * fx + fy * fy).sqrt().max(1e-9);
            let way = force.min(limit) / force;
            place.0 = (place.0 + fx * way).clamp(f64::from(SIDE), f64::from(WIDTH - SIDE));
            place.1 = (place.1 + fy * way).clamp(f64::from(MARGIN), f64::from(HEIGHT - MARGIN));
        }
    }
    apart(&mut places, radii);
    places.into_iter().map(|(x, y)| (x.round() as i32, y.round() as i32)).collect()
}

/// Points on a spiral: the initial positions of dots. Each is rotated from the previous one by the
/// golden angle. Its cosine and sine are constants here because not every machine computes them in
/// the same way.
fn spiral(count: usize) -> Vec<(f64, f64)> {
    const TURN: (f64, f64) = (-0.737_368_878_078_319_9, 0.675_490_294_261_523_6);
    let (mut cos, mut sin) = (1.0, 0.0);
    (0..count)
        .map(|index| {
            #[expect(clippy::cast_precision_loss, reason = "there are a few dozen")]
            let radius = 300.0 * ((index as f64 + 0.5) / count as f64).sqrt();
            let place = (
                f64::from(WIDTH) / 2.0 + radius * cos * 1.3,
                f64::from(HEIGHT) / 2.0 + radius * sin,
            );
            (cos, sin) = (cos * TURN.0 - sin * TURN.1, sin * TURN.0 + cos * TURN.1);
            place
        })
        .collect()
}

/// Moves dots apart whose names would overlap: a name takes a strip below its dot.
fn apart(places: &mut [(f64, f64)], radii: &[i32]) {
    for _ in 0..200 {
        for one in 0..places.len() {
            for other in one + 1..places.len() {
                let (dx, dy) = (places[other].0 - places[one].0, places[other].1 - places[one].1);
                let wanted_x = 112.0;
                let wanted_y = f64::from(radii[one] + radii[other]) + 20.0;
                let (over_x, over_y) = (wanted_x - dx.abs(), wanted_y - dy.abs());
                if over_x <= 0.0 || over_y <= 0.0 {
                    continue;
                }
                // In the direction of the smaller overlap.
                if over_x * wanted_y < over_y * wanted_x {
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
        for place in places.iter_mut() {
            place.0 = place.0.clamp(f64::from(SIDE), f64::from(WIDTH - SIDE));
            place.1 = place.1.clamp(f64::from(MARGIN), f64::from(HEIGHT - MARGIN));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_names_lie_on_each_other() {
        let radii = [24, 20, 16, 12, 12, 10, 8, 8, 6, 6];
        let pairs: Vec<_> = (1..10).map(|other| (0, other, 10 - other)).collect();
        let places = layout(&radii, &pairs);
        for (one, (x, y)) in places.iter().enumerate() {
            assert!((0..WIDTH).contains(x) && (0..HEIGHT).contains(y));
            for (other_x, other_y) in &places[one + 1..] {
                assert!((x - other_x).abs() >= 100 || (y - other_y).abs() >= 24, "{places:?}");
            }
        }
    }
}
