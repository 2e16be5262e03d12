//! Bills of materials: the first byte chooses the name, the rest is the file.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else { return };
    let names = ["bom.csv", "bom.tsv", "bom.md", "bom.xlsx", "bom.ods", "bom.fods", "bom.txt"];
    let name = names[*choice as usize % names.len()];
    fabcommons_fuzz::bill(bytes, name);
});
