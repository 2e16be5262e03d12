//! Machine profiles, the library of them, and whether a part fits on a machine's bed.
//!
//! Vocabulary: a *bed* is the area a part may stand on; *usable height* is what the machine can
//! really build, as opposed to what is *advertised*; a machine's *kind* is its process; a
//! *selection* is what somebody named on the command line.

mod embedded;
pub mod fit;
mod library;
pub mod materials;
pub mod processes;
mod profile;
mod read;
mod select;
mod validate;

pub use library::{DEFAULT, Library, NotFound};
pub use profile::{
    Advertised, Bed, BedKey, Fff, JudgingKey, Kind, Laser, Machine, Mill, Print, Profiles, Resin,
    Tool, ToolKind, Vendor, json_schema,
};
pub use read::{Problem, ProblemKind, Reading, read};
pub use select::{Options, SelectError, Selected};
