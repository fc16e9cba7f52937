//! Texts about reloading and about what the page has sent.

use super::{counted_texts, texts};

texts! {
    BUSY: "The page is not reloaded while it computes or reads. Wait for the end, or press Stop, and then Reload.",
        "Solange die Seite rechnet oder liest, lädt sie nicht neu. Das Ende abwarten oder „Stopp“ drücken, dann „Neu laden“.";
    RESULT_LOST: "The result is not kept.", "Das Ergebnis geht verloren.";
    INPUT_STAYS: "Your matrices stay.", "Die Matrizen bleiben.";
    INPUT_STAYS_RESULT_LOST: "Your matrices stay; the result has to be computed again.",
        "Die Matrizen bleiben; das Ergebnis muss neu berechnet werden.";
    INPUT_LOST: "Your matrices have to be loaded again.", "Die Matrizen müssen neu geladen werden.";
    ALL_LOST: "Your matrices have to be loaded and multiplied again.",
        "Die Matrizen müssen neu geladen und multipliziert werden.";
    NO_REQUESTS: "0 bytes sent since the page loaded: no requests",
        "0 Byte gesendet, seit die Seite geladen ist: keine Anfragen";
    FOREIGN_REQUESTS: "{0} since the page loaded did not go to the page’s own files: {1}",
        "{0}, seit die Seite geladen ist, nicht nach Dateien der Seite selbst: {1}";
    HOW_TO_CHECK: "The browser’s own record of requests (its performance entries) says so. To check it yourself, open the \
        developer tools (F12), choose Network, and multiply. Or disconnect from the network: everything goes on working.",
        "Das sagt die Aufzeichnung des Browsers über seine Anfragen (die Performance-Einträge). Wer es selbst prüfen will, \
        öffnet die Entwicklertools (F12), wählt „Netzwerk“ und multipliziert. Oder trennt das Netz: Alles funktioniert weiter.";
    WHO_SENDS: "The page’s security policy forbids such requests, so a browser extension may have made them. The developer \
        tools (F12) show under Network who did.",
        "Die Sicherheitsrichtlinie der Seite verbietet solche Anfragen; sie stammen vielleicht von einer Erweiterung des \
        Browsers. Die Entwicklertools (F12) zeigen unter „Netzwerk“, von wem.";
    NOT_OPENED: "a file could not be opened ({0}); load it with the button Load",
        "eine Datei ließ sich nicht öffnen ({0}); stattdessen den Knopf zum Laden benutzen";
}

counted_texts! {
    OWN_REQUESTS:
        "0 bytes sent since the page loaded: {0} request, for a file of the page itself" |
        "0 bytes sent since the page loaded: {0} requests, all for the page’s own files",
        "0 Byte gesendet, seit die Seite geladen ist: {0} Anfrage, nach einer Datei der Seite selbst" |
        "0 Byte gesendet, seit die Seite geladen ist: {0} Anfragen, alle nach Dateien der Seite selbst";
    REQUESTS: "{0} request" | "{0} requests", "{0} Anfrage" | "{0} Anfragen";
}
