//! Texts of the card "Compute elsewhere".

use super::texts;

texts! {
    TITLE: "Compute elsewhere", "Anderswo berechnen";
    WITH_DASK: "with Dask", "mit Dask";
    INPUT_FIRST: "Enter A and B first.", "Erst A und B eingeben.";
    PURPOSE: "For products that are too large or too slow for this tab. A and B are saved as files, with a Python script \
        that multiplies them and checks the product; nothing is sent anywhere.",
        "Für Produkte, die für diesen Tab zu groß sind oder zu lange dauern. A und B werden als Dateien gespeichert, mit \
        einem Python-Skript, das sie multipliziert und das Produkt prüft; nichts wird irgendwohin gesendet.";
    SAVE: "Save the job", "Auftrag speichern";
    HOW_TO_RUN: "In that folder, run this with Python 3.9 or newer; then load C.npy under “{0}”:",
        "In diesem Ordner mit Python 3.9 oder neuer ausführen; dann C.npy unter „{0}“ laden:";
    COPY: "Copy commands", "Befehle kopieren";
    ON_A_CLUSTER: "With --scheduler tcp://… it runs on a cluster whose workers share the folder. Files that this tab cannot \
        hold need no job:",
        "Mit --scheduler tcp://… läuft es auf einem Cluster, dessen Worker den Ordner teilen. Dateien, die für diesen Tab zu \
        groß sind, brauchen keinen Auftrag:";
}
