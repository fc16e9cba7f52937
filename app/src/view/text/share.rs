//! Texts of links, of what the tab keeps, and of files that are dropped.

use super::texts;

texts! {
    TWO_FILES: "{0} becomes A, and {1} becomes B.", "{0} wird A, {1} wird B.";
    TOO_MANY_FILES: "{0} files at once: only two can be loaded, into A and B. Drop one or two files.",
        "{0} Dateien auf einmal: Nur zwei können geladen werden, als A und B. Möglich sind eine oder zwei Dateien.";
    FOLDER: "{0} is a folder. Drop the files in it instead, one or two at once.",
        "{0} ist ein Ordner. Möglich sind stattdessen seine Dateien, eine oder zwei auf einmal.";
    COPY_LINK: "Copy link", "Link kopieren";
    LINK: "Link to these matrices", "Link zu diesen Matrizen";
    COPIED: "Link copied, {0} characters.", "Link kopiert, {0} Zeichen.";
    COPY_BY_HAND: "The browser did not allow copying. The link, {0} characters, is selected: copy it with Ctrl + C.",
        "Der Browser hat das Kopieren nicht erlaubt. Der Link, {0} Zeichen, ist markiert und lässt sich mit Strg + C kopieren.";
    NOTHING_TO_LINK: "A and B are empty, so there is nothing to link to.", "A und B sind leer, also gibt es nichts zu verlinken.";
    UNREAD: "{0} cannot be read, so no link can hold it. Correct it first.",
        "{0} lässt sich nicht lesen und passt daher in keinen Link. Erst korrigieren.";
    TOO_LARGE: "{0} is {1}, too large for a link of {2} characters. Send the files instead: download them here, and attach them.",
        "{0} ist {1}, zu groß für einen Link von {2} Zeichen. Stattdessen die Dateien senden: hier herunterladen und anhängen.";
    TOO_LONG: "The link would have {0} characters, and many programs cut links of more than {1}. Send the files instead: \
        download them here, and attach them.",
        "Der Link hätte {0} Zeichen, und viele Programme schneiden Links ab {1} ab. Stattdessen die Dateien senden: hier \
        herunterladen und anhängen.";
    DOWNLOAD_OPERAND: "Download {0}", "{0} herunterladen";
    ORIGIN_LINKED: "{0} · from a link · {1}", "{0} · aus einem Link · {1}";
    ORIGIN_KEPT: "{0} · kept by this tab · {1}", "{0} · von diesem Tab behalten · {1}";
    READ: "The matrices of the link are here.", "Die Matrizen des Links sind da.";
    READ_AND_WAITS: "The link’s matrices are here, {0} and {1}. Press Multiply to compute; up to {2} × {2} that happens by itself.",
        "Die Matrizen des Links sind da, {0} und {1}. „Multiplizieren“ berechnet sie; bis {2} × {2} geschieht das von selbst.";
    MATRIX_REFUSED: "The link was not read, because of its {0}: {1}", "Der Link wurde nicht gelesen, wegen {0}: {1}";
    NOT_ONLY_NUMBERS: "it does not hold numbers only; ask for a new link",
        "Er enthält nicht nur Zahlen; ein neuer Link hilft";
    UNKNOWN_LINK: "What stands after # in the address is no link of Matmill. A and B are unchanged.",
        "Was in der Adresse nach # steht, ist kein Link von Matmill. A und B sind unverändert.";
    OTHER_VERSION: "This link has the form {0}, which this version of Matmill does not know. Reload the page for a newer version, \
        or ask for the files.",
        "Dieser Link hat die Form {0}, die diese Version von Matmill nicht kennt. Die Seite für eine neuere Version neu laden \
        oder um die Dateien bitten.";
    CUT_LINK: "The end of this link is missing. Ask for it again, or for the files.",
        "Das Ende dieses Links fehlt. Ein neuer Link hilft, oder die Dateien.";
    DAMAGED_LINK: "This link was changed on its way. Ask for it again, or for the files.",
        "Dieser Link wurde unterwegs verändert. Ein neuer Link hilft, oder die Dateien.";
    ENDLESS_LINK: "This link is larger than links may be. Ask for the files instead.",
        "Dieser Link ist größer, als Links sein dürfen. Die Dateien helfen stattdessen.";
    NO_COMPRESSION: "This browser cannot read compressed links. Open it in a current browser, or ask for the files.",
        "Dieser Browser kann komprimierte Links nicht lesen. In einem aktuellen Browser öffnen oder um die Dateien bitten.";
    UNKNOWN_PART: "This link says “{0}”, which this version of Matmill does not know. Reload the page for a newer version, or ask \
        for the files.",
        "In diesem Link steht „{0}“, das diese Version von Matmill nicht kennt. Die Seite für eine neuere Version neu laden oder \
        um die Dateien bitten.";
    NO_MATRIX: "There is no matrix in this link. Ask for it again.", "In diesem Link ist keine Matrix. Ein neuer Link hilft.";
    RAGGED: "{0} in this link has rows of different lengths or an empty cell. Ask for the link again.",
        "{0} hat in diesem Link verschieden lange Zeilen oder eine leere Zelle. Ein neuer Link hilft.";
    UNKNOWN_GENERATOR: "{0} in this link cannot be generated. Ask for the link again.",
        "{0} lässt sich in diesem Link nicht erzeugen. Ein neuer Link hilft.";
    TOO_LARGE_TO_GENERATE: "{0} would be {1}, and links generate up to {2} numbers. Ask for its seed, and fill it in under More.",
        "{0} wäre {1}, und Links erzeugen bis zu {2} Zahlen. Mit dem Startwert lässt sie sich unter „Mehr“ füllen.";
    KEPT: "This tab keeps the matrices when it is reloaded, up to 1 MB each.",
        "Dieser Tab behält die Matrizen beim Neuladen, je bis zu 1 MB.";
    FORGET: "Forget", "Vergessen";
    FORGET_HINT: "Empty all matrices, and delete what this tab keeps of them", "Alle Matrizen leeren und löschen, was dieser Tab davon behält";
    FORGOTTEN: "All matrices are empty, and this tab keeps nothing of them. Until it is reloaded, Undo brings them back.",
        "Alle Matrizen sind leer, und dieser Tab behält nichts davon. Bis zum Neuladen bringt „Rückgängig“ sie zurück.";
    NOT_KEPT: "Too large to be kept when the page was reloaded: {0}. Load it again.",
        "Zu groß, um beim Neuladen behalten zu werden: {0}. Neu laden.";
}
