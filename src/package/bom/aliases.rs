//! What people call the columns of a bill, in the languages and programs of practice.
//!
//! Sources: the exports of `KiCad`, Eagle, Altium, Fusion, `SolidWorks`, `FreeCAD`, Onshape and
//! Inventor, the templates of Kitspace (1-click BOM), Octopart, `DigiKey` and JLCPCB, and the headers of
//! published open-hardware bills. All words are in the form that [`super::words::fold`] gives.

use super::header::Role;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Names of each role, separated by `|`.
const NAMES: &[(Role, &str)] = &[
    (
        Role::Quantity,
        "qty|qtys|quantity|quantities|quant|qnty|qnt|count|pcs|pieces|pc|no of|no of pcs|no of parts|no of items|\
         number of|number of parts|number of pieces|num of|how many|qty needed|qty required|quantity needed|quantity required|required|\
         qty per|qty per unit|qty per assembly|qty per board|qty per pcb|qty per device|qty each|total qty|total quantity|qty total|quantity total|\
         quantity per pcb|quantity per unit|quantity per board|quantity per assembly|quantity per device|build qty|build quantity|needed|amount needed|\
         item quantity|part count|times|units needed|qty used|used|qty 1|qty x1|\
         anzahl|anz|menge|stuck|stueck|stk|stck|st|stuckzahl|stueckzahl|stucke|anzahl stuck|gesamtmenge|benotigt|benotigte menge|bedarf|gesamtanzahl|\
         quantite|qte|nb|nbre|nombre de pieces|quantite totale|quantites|\
         cantidad|cant|cantidades|unidades|uds|ud|cdad|piezas|ctd|\
         quantita|qta|q ta|pezzi|pz|numero pezzi|\
         aantal|hoeveelheid|stuks|hoev|\
         quantidade|qtd|qtde|quant total|\
         antal|antall|maara|kpl|ilosc|szt|liczba|pocet|pocet kusu|ks|darab|mennyiseg|adet|miktar|\
         количество|кол во|кол|шт|数量|用量|個数|員数|개수|수량",
    ),
    (
        Role::OrderQuantity,
        "order qty|qty to order|order quantity|quantity to order|to order|qty ordered|bestellmenge|buy qty|purchase quantity|purchase qty|qty to buy|quantity to buy|order amount|packs|packs to order|packs needed|packs required|packs ordered|packs to buy|no of packs|number of packs|bestellt|zu bestellen|cantidad a pedir|quantite a commander|packages|ordered qty|ordered quantity|quantity ordered|order",
    ),
    (
        Role::PackSize,
        "pack size|package size|package quantity|pack qty|pack quantity|qty per pack|quantity per pack|qty per package|per pack|pcs per pack|pieces per pack|\
         packaging unit|verpackungseinheit|ve|packungsgrosse|inhalt|minimum order quantity|moq|min qty|unidades por paquete|taille du lot|pack",
    ),
    (
        Role::Unit,
        "unit of measure|uom|unit of measurement|einheit|mengeneinheit|me|eh|unite|unidad|unidad de medida|unita|unita di misura|um|eenheid|unidade|measure",
    ),
    (
        Role::Designator,
        "designator|designators|refdes|ref des|reference designator|reference designators|ref designator|ref designators|reference s|references|referenz|\
         referenzen|bauteilreferenz|component designator|location|locations|designador|designadores|repere|reperes|riferimento|riferimenti|位号|reference designation|\
         reference des|part reference|part references|schematic reference|schematic references|refs|bezeichner",
    ),
    (
        Role::Name,
        "name|names|label|part name|partname|part names|item name|component|components|component name|title|part description|item description|product|product name|article|\
         device|object|element|thing|what|hardware|bom item|items|\
         bezeichnung|benennung|bauteil|teil|teile|teilename|artikel|produkt|bauteilname|gegenstand|artikelbezeichnung|teilebezeichnung|komponente|komponenten|bauteile|artikelname|\
         designation|nom|piece|pieces name|composant|composants|libelle|nom de la piece|\
         pieza|componente|componentes|articulo|nombre de la pieza|producto|denominacion|\
         pezzo|componenti|articolo|denominazione|prodotto|nome|particolare|\
         onderdeel|onderdelen|naam|omschrijving onderdeel|benaming|component naam|\
         peca|pecas|item nome|nome da peca|produto|\
         namn|benamning|navn|del|komponent|nazwa|element nazwa|nazev|dil|megnevezes|nev|parca|parca adi|\
         наименование|название|деталь|名称|品名|部品|部品名|零件|物料|物料名称|부품|품명",
    ),
    (
        Role::Description,
        "description|desc|details|detail|part details|long description|item desc|specification|specifications|spec|specs|parameter|parameters|\
         beschreibung|details zum bauteil|spezifikation|erlauterung|\
         descriptif|description de la piece|caracteristiques|\
         descripcion|especificacion|especificaciones|detalles|\
         descrizione|specifiche|dettagli|\
         omschrijving|beschrijving|specificatie|\
         descricao|especificacao|\
         beskrivning|beskrivelse|kuvaus|opis|popis|leiras|aciklama|описание|规格|型号规格|描述|仕様|型番|设计描述|설명|규격",
    ),
    (
        Role::Value,
        "value|values|val|wert|werte|valeur|valor|valore|waarde|varde|hodnota|wartosc|ertek|deger|номинал|参数值|参数|値",
    ),
    (
        Role::Footprint,
        "footprint|footprints|package|case|case package|package footprint|pcb footprint|gehause|bauform|boitier|encapsulado|contenitore|behuizing|封装|library ref|libref",
    ),
    (
        Role::Manufacturer,
        "manufacturer|manufacturers|mfr|mfg|mfgr|manuf|maker|brand|manufacturer name|manufacturer 1|mfr name|mfg name|hersteller|fabrikant|marke|fabricant|marque|fabricante|marca|fabbricante|produttore|merk|tillverkare|producent|vyrobce|gyarto|производитель|制造商|厂家|メーカー",
    ),
    (
        Role::PartNumber,
        "part number|part no|partno|part nr|part num|part #|partnumber|part numbers|mpn|mpns|manufacturer part|manufacturer part no|manufacturer part number|manufacturer part #|manufacturer pn|\
         manufacturer no|manufacturer number|manufacturer part number 1|mfr part|mfr part no|mfr part number|mfr part #|mfr no|mfr pn|mfr #|mfg part|mfg part no|mfg part number|mfg part #|mfg pn|mfg no|manf#|manf #|\
         pn|p n|mfpn|mfgr part number|mfn|model|model number|model no|part id|partid|manufacturer id|manufacturer code|product number|type number|ipn|internal part number|cad number|\
         teilenummer|teile nr|teilenr|teilnummer|herstellernummer|hersteller nr|herstellerteilenummer|hersteller teilenummer|typ|typenbezeichnung|sachnummer|zeichnungsnummer|zeichnungs nr|drawing number|drawing no|modell|\
         numero de piece|n de piece|ref fabricant|reference fabricant|modele|numero de parte|no de parte|n de parte|num parte|modelo|codice produttore|codice|numero parte|numero di parte|modello|\
         onderdeelnummer|fabrikantnummer|typenummer|numero da peca|referencia do fabricante|numer czesci|cislo dilu|артикул|型号|厂家型号|零件编号|料号|品番",
    ),
    (
        Role::Supplier,
        "supplier|suppliers|vendor|vendors|source|sources|distributor|distributors|distributer|shop|store|where to buy|seller|retailer|purchase from|buy from|bought from|sourcing|available at|supplier 1|supplier name|vendor 1|\
         lieferant|lieferanten|handler|bezugsquelle|anbieter|quelle|laden|\
         fournisseur|fournisseurs|vendeur|distributeur|magasin|\
         proveedor|proveedores|distribuidor|tienda|vendedor|\
         fornitore|fornitori|venditore|rivenditore|negozio|\
         leverancier|winkel|verkoper|fornecedor|fornecedores|loja|\
         leverantor|leverandor|toimittaja|dostawca|dodavatel|szallito|tedarikci|поставщик|供应商|購入先|仕入先",
    ),
    (
        Role::SupplierNumber,
        "supplier part number|supplier part no|supplier part|supplier part #|supplier no|supplier pn|supplier sku|supplier id|supplier part number 1|vendor part number|vendor part no|vendor part|vendor part #|vendor pn|vendor no|vendor sku|vendor id|vendor #|vendor code|supplier code|\
         sku|order code|order number|order no|order #|ordering code|catalog number|catalogue number|catalog no|catalog #|cat no|article number|article no|item code|stock code|stock number|asin|distributor part number|distributor pn|store code|\
         digikey|digi key|digikey part number|digi key part number|digikey pn|digi key pn|dk part number|dkpn|mouser|mouser part number|mouser pn|mouser no|lcsc|lcsc part|lcsc part #|lcsc part number|jlcpcb part|jlcpcb part #|jlcpcb|jlc|farnell|farnell no|element14|newark|rs|rs components|rs part number|tme|reichelt|conrad|mcmaster|mcmaster carr|mcmaster part number|misumi|amazon|ebay|aliexpress|sparkfun|adafruit|seeed|arrow|\
         bestellnummer|bestell nr|best nr|bestellnr|artikelnummer|artikel nr|artikelnr|art nr|art no|lieferantennummer|\
         reference fournisseur|ref fournisseur|code article|code commande|referencia proveedor|codigo|codigo proveedor|codice fornitore|codice articolo|cod|bestelcode|artikelcode|codigo do fornecedor|numer katalogowy|kod|objednaci kod",
    ),
    (
        Role::Link,
        "link|links|url|urls|web|website|web link|weblink|hyperlink|supplier link|vendor link|product link|purchase link|buy link|where|supplier url|vendor url|product url|product page|web page|webpage|buy|purchase|datasheet|data sheet|datasheet link|supplier urls|link to buy|shop link|bezugslink|kauflink|datenblatt|lien|liens|site web|enlace|enlaces|vinculo|hoja de datos|collegamento|sito|lenk|koppeling|ligacao|odkaz|ссылка|链接|購入リンク|example link|sample link",
    ),
    (
        Role::Standard,
        "standard|standards|norm|normen|norme|norma|normativa|din|iso|din iso|iso din|din en|din norm|norm hersteller|din number|iso number|standaard|normblatt|стандарт|гост|标准",
    ),
    (
        Role::Size,
        "size|sizes|dimension|dimensions|dim|dims|length|lengths|width|height|thickness|diameter|length mm|size mm|thread|dimensions mm|l mm|cut length|stock size|cross section|\
         masse|masse mm|grosse|laenge|starke|staerke|abmessung|abmessungen|lange|breite|hohe|dicke|durchmesser|gewinde|zuschnitt|mass|\
         taille|dimensions en mm|longueur|largeur|hauteur|epaisseur|diametre|\
         tamano|medida|medidas|dimensiones|largo|longitud|ancho|espesor|diametro|\
         dimensione|dimensioni|misura|misure|lunghezza|larghezza|spessore|\
         afmeting|afmetingen|maat|maten|lengte|breedte|dikte|\
         tamanho|dimensoes|comprimento|largura|espessura|dimensao|storlek|matt|langd|storrelse|rozmiar|wymiary|dlugosc|rozmer|rozmery|delka|meret|boyut|размер|尺寸|サイズ|寸法",
    ),
    (
        Role::Material,
        "material|materials|werkstoff|materiau|matiere|materiel|materiale|materiales|materiali|materiaal|materiais|filament|stock material|raw material|werkstoffe|rohmaterial|material type|tworzywo|anyag|malzeme|материал|材料|材質",
    ),
    (
        Role::Kind,
        "type|kind|category|categories|class|part type|component type|item type|make buy|make or buy|make|m b|kategorie|art|teileart|categorie|tipo|categoria|soort|procurement|beschaffung|typ der komponente|kategoria|kategorija|тип|类型|类别|種類|bom type|bom structure|classification",
    ),
    (
        Role::Process,
        "process|manufacturing process|manufacturing|manufacturing method|production method|production|fabrication|method|fertigung|fertigungsverfahren|herstellung|procede|proceso|processo|fabricacion|fabbricazione|productie|how made|made by|3d printed|printed",
    ),
    (
        Role::File,
        "file|files|filename|file name|stl|stl file|stls|stl filename|stl name|cad file|model file|3d file|source file|design file|path|file path|step file|drawing|zeichnung|datei|dateiname|fichier|archivo|file stl|bestand|arquivo|ficheiro|plik|soubor|файл|文件",
    ),
    (
        Role::UnitPrice,
        "price|prices|unit price|unit cost|unitprice|unitcost|price per unit|cost per unit|price each|cost each|cost per|price per|price unit|cost unit|price per pack|pack price|package price|price pack|packungspreis|preis pro packung|preis packung|prix paquet|price pc|price per piece|price piece|price ea|each|cost|costs|ea|approx price|approx cost|estimated price|estimated cost|est price|est cost|price usd|price eur|price €|price $|cost $|cost €|cost usd|\
         preis|stuckpreis|stueckpreis|einzelpreis|preis stuck|preis pro stuck|ep|kosten|preis €|preis in €|preis in euro|\
         prix|prix unitaire|cout|cout unitaire|pu|prix u|\
         precio|precio unitario|coste|costo|coste unitario|precio unidad|\
         prezzo|prezzo unitario|costo unitario|\
         prijs|stukprijs|prijs per stuk|eenheidsprijs|preco|preco unitario|custo|custo unitario|\
         pris|styckpris|stykpris|hinta|cena|cena jednostkowa|cena za kus|ar|egysegar|fiyat|birim fiyat|цена|单价|単価|価格|가격|단가",
    ),
    (
        Role::TotalPrice,
        "total price|total cost|total costs|cost total|price total|extended price|ext price|extended cost|ext cost|line total|line cost|subtotal|sub total|sum|total €|total $|total usd|total eur|price sum|overall price|extended|order price|ext|line price|price for all|\
         gesamtpreis|gesamt|summe|gp|gesamtkosten|preis gesamt|zeilensumme|\
         prix total|total ht|total ttc|cout total|montant|\
         precio total|importe|coste total|costo total|\
         prezzo totale|totale|importo|\
         totaal|totaalprijs|totale prijs|preco total|custo total|valor total|\
         totalt|totalpris|wartosc calkowita|cena celkem|celkem|сумма|总价|合计|金額|合計|合計金額|小計|금액|总金额|金额",
    ),
    (
        Role::Currency,
        "currency|wahrung|waehrung|devise|moneda|valuta|divisa|moeda|waluta|mena|валюта|货币",
    ),
    (
        Role::PriceDate,
        "price date|date of price|prices as of|price as of|preisstand|preis vom|date prix|date du prix|fecha precio|fecha del precio|data prezzo|prijsdatum|quote date|quoted on|price checked|price checked on|date of quote",
    ),
    (Role::Date, "date|datum|fecha|data|as of|stand|dato|日期"),
    (
        Role::Mass,
        "mass g|weight|weight g|weight kg|mass kg|gewicht|masse g|masse kg|poids|peso|peso g|vikt|vaekt|waga|hmotnost|вес|масса|重量|filament g|grams",
    ),
    (
        Role::Notes,
        "note|notes|remark|remarks|comments|observations|information|info|additional info|additional information|misc|more info|usage|use|used for|used in|purpose|function|application|where used|alternatives|alternative|substitute|\
         bemerkung|bemerkungen|anmerkung|anmerkungen|hinweis|hinweise|notiz|notizen|kommentar|kommentare|verwendung|zweck|funktion|alternativen|\
         remarque|remarques|commentaire|commentaires|utilisation|observation|fonction|\
         nota|notas|observaciones|comentario|comentarios|uso|observacion|funcion|\
         commenti|commento|osservazioni|utilizzo|\
         opmerking|opmerkingen|opm|toelichting|gebruik|observacoes|observacao|comentarios|utilizacao|\
         anteckning|anmarkning|merknad|bemaerkning|huomautus|uwagi|poznamka|megjegyzes|notlar|aciklamalar|примечание|备注|備考|비고",
    ),
    (
        Role::Dnp,
        "dnp|dni|dnf|do not populate|do not place|do not fit|no stuff|nicht bestuckt|not fitted|dns|exclude from bom|optional",
    ),
    (
        Role::Fitted,
        "fitted|populate|populated|mount|mounted|stuff|bestuckt|place|assembled|fit",
    ),
    (
        Role::Group,
        "group|module|modules|assembly|sub assembly|subassembly|section|subsystem|system|area|baugruppe|unterbaugruppe|gruppe|modul|sous ensemble|ensemble|groupe|conjunto|subconjunto|grupo|modulo|assieme|gruppo|assemblage|samenstelling|groep|montagem|level|bom level|parent|sheetpath|sheet|board",
    ),
    (
        Role::Item,
        "id|item no|item #|item number|item nr|item id|line|line no|line #|line item|row|idx|index|s no|sl no|sr no|serial no|sno|lfd nr|lfd|lfdnr|laufende nummer|posnr|pos nr|positionsnummer|posten|repere no|num|numero|nummer|volgnummer|序号|番号|п п|step|find no|find number|balloon|bom id",
    ),
    (
        Role::Image,
        "image|images|picture|pictures|photo|photos|thumbnail|thumbnail image|preview|icon|img|bild|bilder|foto|fotos|imagen|imagem|immagine|afbeelding|图片|写真|photo thumbnail|model image",
    ),
    (
        Role::Licence,
        "license|licence|lizenz|licencia|licenza|licenca",
    ),
    (
        Role::Other,
        "status|state|revision|rev|version|lead time|stock|in stock|availability|rohs|lifecycle|listed in|spare qty|spares|spare|tolerance|voltage|power|current|rating|color|colour|farbe|couleur|kleur|cor|colore|finish|surface|surface finish|infill|supports|print time|printing time|layer height|ordered|received|done|check|have|author|owner|oberflache|color code|mounting|mounting type|mounted side|layer|side|x|y|rotation|series|druckzeit|fullung|priority|checked|schematic|library|tags|key",
    ),
    // Words that mean one thing here and another there: the column's values decide.
    (
        Role::Reference,
        "ref|reference|referencia|ref no|ref nr|ref #|reference no|reference number|referentie|item ref|riferim",
    ),
    (
        Role::Number,
        "no|nr|number|#|n|no #|nº|num ber|numer|cislo|номер",
    ),
    (Role::Parts, "part|parts|part s|teileliste"),
    (
        Role::Position,
        "pos|position|positions|posicion|posizione|positie|posicao|poz|pozice",
    ),
    (Role::Nombre, "nombre"),
    (Role::Comment, "comment"),
    (Role::ItemWord, "item"),
    (Role::Amount, "amount|amt|betrag|monto|bedrag"),
    (Role::Total, "total|totals|tot"),
    (Role::UnitWord, "unit|units"),
];

static BY_NAME: LazyLock<HashMap<&'static str, Role>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for (role, names) in NAMES {
        for name in names.split('|') {
            map.entry(name.trim()).or_insert(*role);
        }
    }
    map
});

/// The role that a folded title names exactly.
pub fn exact(title: &str) -> Option<Role> {
    BY_NAME.get(title).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::bom::words::fold;

    #[test]
    fn every_name_is_written_as_it_is_looked_up() {
        for (role, names) in NAMES {
            for name in names.split('|') {
                assert_eq!(fold(name), name, "{role:?}");
            }
        }
    }
}
