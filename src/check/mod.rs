//! The pipeline: package → parts → measure (parallel, cached) → judge → report.

mod views;

pub use views::{MachineView, MeasuredMesh, MeshView, PackageView, PoseFit};
