//! Bills of materials: the first byte chooses the name, where the content leaves a choice. Prices are read and added
//! up, designations judged, and the normalised bill is written and read again.
#![no_main]

use fabcommons::package::bom::bill::{Bill, Item};
use fabcommons::package::bom::price::{Amount, arithmetic};
use fabcommons::package::bom::{conflict, read_bytes, standard};

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
    let mut items = Vec::new();
    for table in &file.tables {
        let _ = arithmetic::line_totals(table);
        let _ = arithmetic::sums(table);
        for line in &table.lines {
            for priced in table.pricing(line).all() {
                if let Some(price) = priced.price() {
                    assert!(!price.amount.is_negative() && price.per > 0);
                    let text = price.amount.to_string();
                    assert_eq!(
                        Amount::parse(&text),
                        Some(price.amount),
                        "an amount reads back as itself"
                    );
                }
            }
            let _ = standard::judge(table, line);
            items.push(Item::of(table, line));
        }
    }
    let _ = conflict::find(&file);
    let bill = Bill::summed(items);
    let summed: usize = bill.totals.iter().map(|total| total.lines).sum();
    assert!(summed + bill.unpriced <= bill.items.len());
    let csv = fabcommons::report::bill::csv(&bill);
    if !bill.items.is_empty() {
        let _ = read_bytes("bom.csv", csv.as_bytes());
    }
    assert_eq!(format!("{file:?}"), format!("{:?}", read_bytes(path, data)));
});
