//! Bills of materials: made ones in every format, language and state, and those of real packages.

use fabcommons::package::bom::{self, BomFile, Quantity};

#[test]
fn dump() {
    let Ok(path) = std::env::var("DUMP") else {
        return;
    };
    for path in path.split(':') {
        let bytes = std::fs::read(path).unwrap();
        let file = bom::read_bytes(path, &bytes);
        show(&file);
    }
}

fn show(file: &BomFile) {
    println!("== {} {:?} {:?}", file.path, file.format, file.trouble);
    for table in &file.tables {
        println!(
            "  table {:?} header row {} des {}",
            table.sheet, table.header_row, table.designators
        );
        for column in &table.columns {
            println!("    {} {:?}", table.column_name(column), column.role);
        }
        for line in &table.lines {
            let quantity = match &line.quantity {
                Quantity::Number { value, most, unit } => format!("{value} {most:?} {unit:?}"),
                other => format!("{other:?}"),
            };
            println!(
                "    {:>3} {:?} {:?} q={quantity} sec={:?} des={:?}",
                line.row,
                line.kind,
                table.name(line),
                line.section,
                line.designators
            );
        }
    }
}
