//! Bills of materials: the first byte chooses the name, where the content leaves a choice.
#![no_main]

use fabcommons::package::bom::read_bytes;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((name, data)) = data.split_first() else {
        return;
    };
    let path = ["bom.csv", "bom.md", "bom.tsv", "bom.xlsx", "bom.ods"][usize::from(name % 5)];
    let file = read_bytes(path, data);
    assert!(
        file.trouble.is_some() || !file.tables.is_empty(),
        "nothing was read and nothing is said about it"
    );
    for table in &file.tables {
        assert!(!table.lines.is_empty());
        assert!(table.lines.is_sorted_by(|a, b| a.row < b.row));
        for line in &table.lines {
            assert!(line.row > table.header_row);
            for span in line.cells.iter().filter_map(|cell| cell.span.clone()) {
                let source = file.source.as_ref().expect("spans point into a text");
                assert!(source.text.get(span).is_some());
            }
            for column in &table.columns {
                let _ = file.place(table, line.row, Some(column.number));
            }
        }
    }
    assert_eq!(format!("{file:?}"), format!("{:?}", read_bytes(path, data)));
});
