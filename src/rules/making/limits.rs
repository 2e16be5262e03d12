//! What a process can do, with the source of each number: the one place that rules take limits from.

/// A number with its source.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    pub(super) value: f64,
    pub(super) source: &'static str,
}

/// Overhang that is advised against: steeper than this, degrees from vertical …
pub(super) const OVERHANG_ADVISED: f64 = 50.0;

/// … and reaching farther than this, mm.
pub(super) const REACH_ADVISED: Limit = Limit {
    value: 5.0,
    source: "overhangs of more than 50° from vertical: default of Cura's supports (50°)",
};

/// Overhang that needs supports: steeper than this, degrees from vertical …
pub(super) const OVERHANG_HARD: f64 = 60.0;

/// … and reaching farther than this, mm.
pub(super) const REACH_HARD: Limit = Limit {
    value: 2.0,
    source: "overhangs of more than 60° from vertical; horizontal holes of 8 mm print without supports",
};

/// Bridges, mm.
pub(super) const SPAN_ADVISED: Limit = Limit {
    value: 16.0,
    source: "PrusaSlicer, print stability: bridges of more than 16 mm",
};
pub(super) const SPAN_HARD: Limit = Limit {
    value: 40.0,
    source: "own: the longest bridge that is printed without supports as a rule",
};

/// Ceilings that only one side holds, mm.
pub(super) const CANTILEVER_ADVISED: Limit = Limit {
    value: 2.0,
    source: "own: two to five lines laid beside each other in the air",
};
pub(super) const CANTILEVER_HARD: Limit = Limit {
    value: 5.0,
    source: "own: more than ten lines laid beside each other in the air",
};

/// A free distance below up to which a print rests on what is there, mm: parts printed in place.
pub(super) const IN_PLACE: Limit = Limit {
    value: 0.6,
    source: "gaps of joints that are printed in place: 0.3 to 0.6 mm",
};

/// Parts up to this height stand, mm.
pub(super) const LOW: f64 = 20.0;

/// Height over the least width of what lies on the bed.
pub(super) const SLENDERNESS: Limit = Limit {
    value: 10.0,
    source: "own: height over the least width of the contact",
};

/// How strongly a print sticks to the bed, N/mm², and how hard the nozzle knocks against it, N.
pub(super) const ADHESION: Limit = Limit {
    value: 0.1,
    source: "PrusaSlicer, support spots: the nozzle knocks with 10 gf, the bed holds with 0.1 MPa",
};
pub(super) const KNOCK: f64 = 0.098;
