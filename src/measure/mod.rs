//! Facts of a mesh: plain numbers with places, independent of any machine. No thresholds here.

mod facts;

pub use facts::*;

/// s
#[derive(Debug,Clone,Copy,PartialEq)]
pub enum Scope{ 
    /// s
    Topology,
    /// s
    All,
    /// s
    Turned([f64;3]),
}
/// s
pub fn measure(_:&crate::mesh::Object,_:crate::units::LengthUnit,_:Scope)->Facts{ unimplemented!() }
