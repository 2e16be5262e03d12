//! The JSON Schemas in `schemas/` are those of the types. With `FABCOMMONS_UPDATE=1` the test writes
//! them instead.

use crate::support::project;
use fabcommons::report;

fn fresh(name: &str, schema: &schemars::Schema) {
    let mut text = serde_json::to_string_pretty(schema).expect("a schema is JSON");
    text.push('\n');
    let path = project("schemas").join(name);
    if std::env::var_os("FABCOMMONS_UPDATE").is_some() {
        std::fs::write(&path, &text).expect("the schema is written");
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == text,
        "schemas/{name} is stale: FABCOMMONS_UPDATE=1 cargo test schemas"
    );
}

#[test]
fn the_stored_schemas_are_those_of_the_types() {
    fresh("report-v1.schema.json", &report::json::schema());
    fresh("bom-v1.schema.json", &report::bill::schema());
    fresh("facts-v1.schema.json", &report::facts::schema());
    fresh("fab-v1.schema.json", &fabcommons::package::fab::schema());
    fresh("lineage-v1.schema.json", &report::lineage::schema());
    let machines = fabcommons::machine::json_schema();
    fresh(
        "machines-v1.schema.json",
        &machines.try_into().expect("a schema"),
    );
}
