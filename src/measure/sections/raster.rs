//! A section as a picture: one bit per pixel, set where the winding number is one or more.
//!
//! What is left at some distance from the border is the picture *eroded*: a pixel stays if all pixels within a
//! disc around it are set. Discs add up, so three small steps make a large one. The pixels are moved a
//! little from one section to the next: what is lost at the border of one is gained at that of another.

use super::{Edge, STEP};

/// The size of a pixel, as a part of a step, for sections up to so many mm.
const SIZES: [(f64, u32); 3] = [(110.0, 3), (330.0, 2), (1000.0, 1)];

/// Borders up to this length are short, mm: slicers print them slower. A circle of 6.5 mm radius.
const SHORT: f64 = 40.84;

/// The most crossings of rows and edges in a picture: a tenth of a second.
const MOST_CROSSINGS: u64 = 1 << 21;

/// A picture of a section.
pub(super) struct Picture {
    bits: Vec<u64>,
    /// Words per row.
    words: usize,
    rows: usize,
    pixel: f64,
    /// Pixels per step.
    radius: u32,
    /// How often it was eroded.
    steps: u32,
    /// The part of the steep edges that the solid ends at.
    visible: f64,
    too_much: bool,
}

/// Where a row meets an edge.
#[derive(Clone, Copy)]
struct Crossing {
    x: f64,
    /// 1 where an edge leads into the solid.
    into: i32,
    /// How much of a steep edge belongs to the row, mm.
    length: f64,
}

/// The least whole number that is not less; 0 for what is.
fn ceiling(x: f64) -> usize {
    let whole = x.max(0.0) as usize;
    whole + usize::from((whole as f64) < x)
}

/// Whether an edge runs rather along y than along x: then rows meet it well.
pub(super) fn is_steep([a, b]: &Edge) -> bool {
    (b[1] - a[1]).abs() >= (b[0] - a[0]).abs()
}

/// What a picture shows.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shape {
    pub(super) islands: u32,
    pub(super) holes: u32,
    /// Length of the borders of pieces and holes that are short, mm.
    pub(super) short: f64,
}

impl Picture {
    /// The picture of a section; `index` tells how its pixels are moved.
    pub(super) fn new(edges: &[Edge], index: usize) -> Self {
        let (mut min, mut max) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for point in edges.iter().flatten() {
            for axis in 0..2 {
                min[axis] = min[axis].min(point[axis]);
                max[axis] = max[axis].max(point[axis]);
            }
        }
        let size = (max[0] - min[0]).max(max[1] - min[1]);
        if !size.is_finite() || size <= 0.0 {
            return Self::empty();
        }
        // Beyond the largest, pixels grow: such a part has no walls of one line.
        let (pixel, radius) = SIZES
            .iter()
            .find(|(most, _)| size <= *most)
            .map_or((STEP * (size / 1000.0), 1), |(_, n)| {
                (STEP / f64::from(*n), *n)
            });
        // The golden ratio spreads the moves evenly.
        let moved =
            [0.618_033_988_75, 0.754_877_666_25].map(|part| (index as f64 * part).fract() * pixel);
        let origin = [min[0] - moved[0], min[1] - moved[1]];
        let [wide, rows] = [0, 1].map(|axis| ((max[axis] - origin[axis]) / pixel) as usize + 1);
        let words = wide.div_ceil(64);
        let mut picture = Self {
            bits: vec![0; words * rows],
            words,
            rows,
            pixel,
            radius,
            steps: 0,
            visible: 1.0,
            too_much: false,
        };
        let met = edges
            .iter()
            .map(|[a, b]| (((a[1] - b[1]) / pixel).abs() as u64) + 1);
        if met.sum::<u64>() > MOST_CROSSINGS {
            return Self {
                too_much: true,
                visible: 1.0,
                ..Self::empty()
            };
        }
        picture.fill(edges, origin);
        picture
    }

    fn empty() -> Self {
        Self {
            bits: Vec::new(),
            words: 0,
            rows: 0,
            pixel: 1.0,
            radius: 1,
            steps: 0,
            visible: 0.0,
            too_much: false,
        }
    }

    /// Whether there are too many edges to draw it.
    pub(super) fn is_too_much(&self) -> bool {
        self.too_much
    }

    fn fill(&mut self, edges: &[Edge], origin: [f64; 2]) {
        let spans = |[a, b]: &Edge| {
            let row = |y: f64| ceiling((y - origin[1]) / self.pixel - 0.5);
            let (low, high) = (a[1].min(b[1]), a[1].max(b[1]));
            row(low)..row(high).min(self.rows)
        };
        let mut starts = vec![0u32; self.rows + 1];
        for edge in edges {
            for row in spans(edge) {
                starts[row + 1] += 1;
            }
        }
        for row in 0..self.rows {
            starts[row + 1] += starts[row];
        }
        let none = Crossing {
            x: 0.0,
            into: 0,
            length: 0.0,
        };
        let mut crossings = vec![none; starts[self.rows] as usize];
        let mut next = starts.clone();
        for edge in edges {
            let [a, b] = edge;
            let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
            let (slope, into) = (dx / dy, if dy < 0.0 { 1 } else { -1 });
            let length = if is_steep(edge) {
                self.pixel * (slope * slope + 1.0).sqrt()
            } else {
                0.0
            };
            for row in spans(edge) {
                let y = origin[1] + (row as f64 + 0.5) * self.pixel;
                let x = a[0] + (y - a[1]) * slope - origin[0];
                crossings[next[row] as usize] = Crossing { x, into, length };
                next[row] += 1;
            }
        }
        let (mut seen, mut all) = (0.0, 0.0);
        for row in 0..self.rows {
            let crossings = &mut crossings[starts[row] as usize..starts[row + 1] as usize];
            crossings.sort_unstable_by(|a, b| {
                let by_side = a.x.total_cmp(&b.x).then(a.into.cmp(&b.into));
                by_side.then(a.length.total_cmp(&b.length))
            });
            let (mut winding, mut from) = (0, 0.0);
            for Crossing { x, into, length } in crossings {
                let before = winding;
                winding += *into;
                all += *length;
                if before < 1 && winding >= 1 {
                    from = *x;
                    seen += *length;
                } else if before >= 1 && winding < 1 {
                    seen += *length;
                    self.set(row, from, *x);
                }
            }
        }
        self.visible = if all > 0.0 { seen / all } else { 0.0 };
    }

    /// Sets the pixels of a row whose centres lie between two places.
    fn set(&mut self, row: usize, from: f64, to: f64) {
        let pixel = |x: f64| ceiling(x / self.pixel - 0.5);
        let (from, to) = (pixel(from), pixel(to).min(self.words * 64));
        if from >= to {
            return;
        }
        let bits = &mut self.bits[row * self.words..(row + 1) * self.words];
        let (first, last) = (from / 64, (to - 1) / 64);
        for (at, word) in (first..).zip(&mut bits[first..=last]) {
            let mut mask = u64::MAX;
            if at == first {
                mask &= u64::MAX << (from % 64);
            }
            if at == last {
                mask &= u64::MAX >> (63 - (to - 1) % 64);
            }
            *word |= mask;
        }
    }

    /// mm².
    pub(super) fn area(&self) -> f64 {
        let pixels: u64 = self
            .bits
            .iter()
            .map(|word| u64::from(word.count_ones()))
            .sum();
        pixels as f64 * self.pixel * self.pixel
    }

    /// The part of the steep edges that the solid ends at; less than 1 where shells overlap.
    pub(super) fn visible(&self) -> f64 {
        self.visible
    }

    /// What is left a step farther from the border. Of two discs made of pixels one is a little too large and one too
    /// small, averaged over all directions: they take turns.
    pub(super) fn eroded(&self) -> Self {
        // How far the disc reaches sideways, by row.
        let reach: &[usize] = match (self.radius, self.steps % 2) {
            (1, 0) => &[1, 0],
            (1, _) => &[1, 1],
            (2, 0) => &[2, 2, 1],
            (2, _) => &[2, 1, 0],
            (_, 0) => &[3, 3, 2, 1],
            (_, _) => &[3, 2, 2, 0],
        };
        let mut bits = vec![0u64; self.bits.len()];
        let words = self.words;
        // Rows eroded sideways by one, two and three pixels.
        let mut sideways: Vec<Vec<u64>> = Vec::new();
        for k in 0..self.radius as usize {
            let mut out = vec![0u64; self.bits.len()];
            let from = if k == 0 { &self.bits } else { &sideways[k - 1] };
            for (from, out) in from
                .chunks_exact(words.max(1))
                .zip(out.chunks_exact_mut(words.max(1)))
            {
                let mut before = 0;
                for i in 0..words {
                    let after = from.get(i + 1).copied().unwrap_or(0);
                    let word = from[i];
                    out[i] = word & (word << 1 | before >> 63) & (word >> 1 | after << 63);
                    before = word;
                }
            }
            sideways.push(out);
        }
        for row in reach.len() - 1..self.rows.saturating_sub(reach.len() - 1) {
            let out = &mut bits[row * words..(row + 1) * words];
            for (off, reach) in reach.iter().enumerate() {
                let of = match reach.checked_sub(1) {
                    None => &self.bits,
                    Some(k) => &sideways[k],
                };
                for row in [row - off, row + off] {
                    let from = &of[row * words..(row + 1) * words];
                    if off == 0 {
                        out.copy_from_slice(from);
                    } else {
                        for (out, from) in out.iter_mut().zip(from) {
                            *out &= from;
                        }
                    }
                }
            }
        }
        Self {
            bits,
            steps: self.steps + 1,
            ..*self
        }
    }

    /// Counts pieces and holes.
    pub(super) fn shape(&self) -> Shape {
        let mut shape = Shape::default();
        let pieces = self.pieces(false);
        let holes = self.pieces(true);
        let pixel = self.pixel * self.pixel;
        let mut short = |(pixels, sides): (u64, u64)| {
            let round = 2.0 * (std::f64::consts::PI * pixels as f64 * pixel).sqrt();
            // Sides of pixels are longer than what they follow, by 4/π on average over all directions.
            let along = std::f64::consts::FRAC_PI_4 * sides as f64 * self.pixel;
            let around = round.max(along);
            if around <= SHORT {
                shape.short += around;
            }
        };
        for piece in pieces.all() {
            shape.islands += 1;
            short(piece);
        }
        // The first is all that lies outside.
        for hole in holes.all().skip(1) {
            shape.holes += 1;
            short(hole);
        }
        shape
    }

    /// Area of the pieces that are no larger than `most`, mm².
    pub(super) fn small(&self, most: f64) -> f64 {
        let pixel = self.pixel * self.pixel;
        let areas = self.pieces(false);
        let areas = areas.all().map(|(pixels, _)| pixels as f64 * pixel);
        areas.filter(|area| *area <= most).sum()
    }

    /// The connected pieces of what is set; or, `inverted`, of what is not, what lies outside first.
    fn pieces(&self, inverted: bool) -> Pieces {
        let mut pieces = Pieces::default();
        let mut above: Vec<Run> = Vec::new();
        let mut runs: Vec<Run> = Vec::new();
        let width = self.words as u32 * 64;
        if inverted {
            pieces.add(0);
            above.push((0, width, 0));
        }
        for row in self.bits.chunks_exact(self.words.max(1)) {
            runs.clear();
            let mut end = 0;
            for_each_run(row, |from, to| {
                if !inverted {
                    runs.push((from, to, pieces.add(to - from)));
                } else if from > end {
                    runs.push((end, from, pieces.add(from - end)));
                }
                end = to;
            });
            if inverted && end < width {
                runs.push((end, width, pieces.add(width - end)));
            }
            let mut first = 0;
            for (from, to, piece) in &runs {
                if inverted && (*from == 0 || *to == width) {
                    pieces.join(*piece, 0, 0);
                }
                while above.get(first).is_some_and(|run| run.1 <= *from) {
                    first += 1;
                }
                for other in above[first..].iter().take_while(|run| run.0 < *to) {
                    pieces.join(*piece, other.2, to.min(&other.1) - from.max(&other.0));
                }
            }
            std::mem::swap(&mut above, &mut runs);
        }
        if inverted {
            for (_, _, piece) in above {
                pieces.join(piece, 0, 0);
            }
        }
        pieces
    }
}

/// Begin, end and piece of a run of pixels.
type Run = (u32, u32, u32);

/// Calls `visit` with begin and end of each run of set bits.
fn for_each_run(row: &[u64], mut visit: impl FnMut(u32, u32)) {
    let mut open = None;
    for (at, word) in row.iter().enumerate() {
        let base = at as u32 * 64;
        let mut done = 0;
        while done < 64 {
            let rest = if open.is_some() { !word } else { *word } >> done;
            if rest == 0 {
                break;
            }
            done += rest.trailing_zeros();
            match open.take() {
                None => open = Some(base + done),
                Some(from) => visit(from, base + done),
            }
        }
    }
    if let Some(from) = open {
        visit(from, row.len() as u32 * 64);
    }
}

/// Runs joined into pieces.
#[derive(Default)]
struct Pieces {
    parents: Vec<u32>,
    /// Pixels, and sides of pixels between set and unset ones; of roots those of the whole piece.
    sizes: Vec<(u64, u64)>,
}

impl Pieces {
    /// Pixels and sides of each piece.
    fn all(&self) -> impl Iterator<Item = (u64, u64)> {
        let roots = self.sizes.iter().enumerate();
        roots
            .filter(|(at, _)| self.parents[*at] as usize == *at)
            .map(|(_, size)| *size)
    }

    fn add(&mut self, pixels: u32) -> u32 {
        let number = self.parents.len() as u32;
        self.parents.push(number);
        let pixels = u64::from(pixels);
        self.sizes.push((pixels, 2 * pixels + 2));
        number
    }

    fn root(&mut self, mut at: u32) -> u32 {
        while self.parents[at as usize] != at {
            let parent = self.parents[at as usize];
            self.parents[at as usize] = self.parents[parent as usize];
            at = parent;
        }
        at
    }

    /// Joins two runs that share so many sides of pixels.
    fn join(&mut self, a: u32, b: u32, shared: u32) {
        let (a, b) = (self.root(a), self.root(b));
        let (low, high) = (a.min(b) as usize, a.max(b) as usize);
        if low != high {
            self.parents[high] = low as u32;
            let more = self.sizes[high];
            self.sizes[low].0 += more.0;
            self.sizes[low].1 += more.1;
        }
        self.sizes[low].1 -= 2 * u64::from(shared);
    }
}
