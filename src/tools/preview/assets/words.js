// The words of the bar and the overlay, by the language of the page; English where there are none.

const en = {
  preview: "Preview", hide: "Hide the preview bar", show: "Show the preview bar",
  draft: "draft", withdrawn: "withdrawn", expired: "expired", held: "scheduled for {until}", pinned: "pinned until {until}",
  published: "published", live: "live", contact: "Contact: {name}", open: "Open {file} in your editor", languages: "In other languages",
  words: "{count} words", word: "1 word", minutes: "{count} min read", no_findings: "no problems",
  findings: "{count} problems in this file", finding: "1 problem in this file",
  errors: "{count} errors", error: "1 error", warnings: "{count} warnings", warning: "1 warning",
  moment: "Site as of", show_moment: "Show", now: "Back to now", new_item: "New:",
  mistakes: "Errors in the site", mistakes_of: "Errors and warnings", close: "Close",
  behind: "You see the last version without errors. Fix the errors, and this report disappears.",
  hint: "hint", more: "… and {count} more", is_error: "error", is_warning: "warning",
  lost: "The preview has stopped or is restarting…",
  near: "There is no page at this address. Did you mean:", nothing_near: "There is no page at this address.",
  would_be: "Not shown at this address:", why_draft: "it is a draft; start with --drafts to see it",
  why_withdrawn: "it is withdrawn", why_held: "it is scheduled for {until}; choose a later date to see it",
  nothing_yet: "There is nothing to show yet: the site has errors.",
  broken: "This page cannot be rendered: its template has errors.",
  outdated: "This page has changed, and is shown again when the errors in the site are fixed.",
  nothing: "There is no page at this address.",
  not_at_moment: "The site cannot be built as of that time.",
};

const nl = {
  preview: "Voorbeeld", hide: "Verberg de voorbeeldbalk", show: "Toon de voorbeeldbalk",
  draft: "concept", withdrawn: "ingetrokken", expired: "verlopen", held: "wacht tot {until}", pinned: "vastgezet tot en met {until}",
  published: "gepubliceerd", live: "live", contact: "Contact: {name}", open: "Open {file} in je editor", languages: "In andere talen",
  words: "{count} woorden", word: "1 woord", minutes: "{count} min. lezen", no_findings: "geen fouten",
  findings: "{count} meldingen in dit bestand", finding: "1 melding in dit bestand",
  errors: "{count} fouten", error: "1 fout", warnings: "{count} waarschuwingen", warning: "1 waarschuwing",
  moment: "De site op", show_moment: "Toon", now: "Terug naar nu", new_item: "Nieuw:",
  mistakes: "Fouten in de site", mistakes_of: "Fouten en waarschuwingen", close: "Sluiten",
  behind: "Je ziet de site van vóór deze fouten. Herstel ze, dan verdwijnt dit vanzelf.",
  hint: "tip", more: "… en nog {count}", is_error: "fout", is_warning: "waarschuwing",
  lost: "Het voorbeeld is gestopt, of start opnieuw…",
  near: "Op dit adres staat niets. Bedoelde je:", nothing_near: "Op dit adres staat niets.",
  would_be: "Dit zou hier staan, maar wordt niet getoond:", why_draft: "het is een concept; start met --drafts om het te zien",
  why_withdrawn: "het is ingetrokken", why_held: "het wacht tot {until}; kies een latere datum om het te zien",
  nothing_yet: "Er is nog niets te zien: er staan fouten in de site.",
  broken: "Deze pagina kan niet worden gemaakt: er staan fouten in de template.",
  outdated: "Deze pagina is gewijzigd, en is weer te zien zodra de fouten in de site hersteld zijn.",
  nothing: "Op dit adres staat niets.",
  not_at_moment: "De site kan niet worden gemaakt zoals die op dat moment zou zijn.",
};

const de = {
  preview: "Vorschau", hide: "Vorschauleiste ausblenden", show: "Vorschauleiste einblenden",
  draft: "Entwurf", withdrawn: "zurückgezogen", expired: "abgelaufen", held: "wartet bis {until}", pinned: "angeheftet bis {until}",
  published: "veröffentlicht", live: "live", contact: "Kontakt: {name}", open: "{file} im Editor öffnen", languages: "In anderen Sprachen",
  words: "{count} Wörter", word: "1 Wort", minutes: "{count} Min. Lesezeit", no_findings: "keine Fehler",
  findings: "{count} Meldungen in dieser Datei", finding: "1 Meldung in dieser Datei",
  errors: "{count} Fehler", error: "1 Fehler", warnings: "{count} Warnungen", warning: "1 Warnung",
  moment: "Die Website am", show_moment: "Zeigen", now: "Zurück zu jetzt", new_item: "Neu:",
  mistakes: "Fehler in der Website", mistakes_of: "Fehler und Warnungen", close: "Schließen",
  behind: "Zu sehen ist die Website von vor diesen Fehlern. Sind sie behoben, verschwindet dies von selbst.",
  hint: "Tipp", more: "… und {count} weitere", is_error: "Fehler", is_warning: "Warnung",
  lost: "Die Vorschau ist beendet oder startet neu…",
  near: "Unter dieser Adresse steht nichts. Gemeint war vielleicht:", nothing_near: "Unter dieser Adresse steht nichts.",
  would_be: "Dies stünde hier, wird aber nicht gezeigt:", why_draft: "es ist ein Entwurf; mit --drafts gestartet ist er zu sehen",
  why_withdrawn: "es ist zurückgezogen", why_held: "es wartet bis {until}; an einem späteren Datum ist es zu sehen",
  nothing_yet: "Es gibt noch nichts zu sehen: In der Website sind Fehler.",
  broken: "Diese Seite lässt sich nicht erzeugen: In ihrem Template sind Fehler.",
  outdated: "Diese Seite wurde geändert und ist wieder zu sehen, sobald die Fehler in der Website behoben sind.",
  nothing: "Unter dieser Adresse steht nichts.",
  not_at_moment: "Die Website lässt sich nicht so erzeugen, wie sie zu diesem Zeitpunkt wäre.",
};

const fr = {
  preview: "Aperçu", hide: "Masquer la barre d’aperçu", show: "Afficher la barre d’aperçu",
  draft: "brouillon", withdrawn: "retiré", expired: "expiré", held: "en attente jusqu’au {until}", pinned: "épinglé jusqu’au {until}",
  published: "publié", live: "en direct", contact: "Contact : {name}", open: "Ouvrir {file} dans l’éditeur", languages: "Dans d’autres langues",
  words: "{count} mots", word: "1 mot", minutes: "{count} min de lecture", no_findings: "aucune erreur",
  findings: "{count} remarques dans ce fichier", finding: "1 remarque dans ce fichier",
  errors: "{count} erreurs", error: "1 erreur", warnings: "{count} avertissements", warning: "1 avertissement",
  moment: "Le site le", show_moment: "Afficher", now: "Revenir à maintenant", new_item: "Nouveau :",
  mistakes: "Erreurs dans le site", mistakes_of: "Erreurs et avertissements", close: "Fermer",
  behind: "Vous voyez le site d’avant ces erreurs. Corrigez-les, et ceci disparaîtra.",
  hint: "conseil", more: "… et {count} autres", is_error: "erreur", is_warning: "avertissement",
  lost: "L’aperçu est terminé, ou redémarre…",
  near: "Il n’y a rien à cette adresse. Vouliez-vous dire :", nothing_near: "Il n’y a rien à cette adresse.",
  would_be: "Ceci se trouverait ici, mais n’est pas affiché :", why_draft: "c’est un brouillon ; lancez avec --drafts pour le voir",
  why_withdrawn: "c’est retiré", why_held: "c’est en attente jusqu’au {until} ; choisissez une date ultérieure pour le voir",
  nothing_yet: "Il n’y a encore rien à voir : le site contient des erreurs.",
  broken: "Cette page ne peut pas être créée : son modèle contient des erreurs.",
  outdated: "Cette page a été modifiée, et sera de nouveau visible dès que les erreurs du site seront corrigées.",
  nothing: "Il n’y a rien à cette adresse.",
  not_at_moment: "Le site ne peut pas être créé tel qu’il serait à ce moment.",
};

const fy = {
  preview: "Foarbyld", hide: "Ferbergje de foarbyldbalke", show: "Toan de foarbyldbalke",
  draft: "konsept", withdrawn: "ynlutsen", expired: "ferrûn", held: "wachtet oant {until}", pinned: "fêstset oant en mei {until}",
  published: "publisearre", live: "live", contact: "Kontakt: {name}", open: "Iepenje {file} yn dyn editor", languages: "Yn oare talen",
  words: "{count} wurden", word: "1 wurd", minutes: "{count} min. lêzen", no_findings: "gjin flaters",
  findings: "{count} meldingen yn dizze triem", finding: "1 melding yn dizze triem",
  errors: "{count} flaters", error: "1 flater", warnings: "{count} warskôgings", warning: "1 warskôging",
  moment: "De side op", show_moment: "Toan", now: "Werom nei no", new_item: "Nij:",
  mistakes: "Flaters yn de side", mistakes_of: "Flaters en warskôgings", close: "Slute",
  behind: "Do sjochst de side fan foar dizze flaters. Meitsje se goed, dan giet dit fansels fuort.",
  hint: "tip", more: "… en noch {count}", is_error: "flater", is_warning: "warskôging",
  lost: "It foarbyld is stoppe, of begjint op ’e nij…",
  near: "Op dit adres stiet neat. Bedoeldest:", nothing_near: "Op dit adres stiet neat.",
  would_be: "Dit soe hjir stean, mar wurdt net toand:", why_draft: "it is in konsept; begjin mei --drafts om it te sjen",
  why_withdrawn: "it is ynlutsen", why_held: "it wachtet oant {until}; kies in lettere datum om it te sjen",
  nothing_yet: "Der is noch neat te sjen: der sitte flaters yn de side.",
  broken: "Dizze side kin net makke wurde: der sitte flaters yn it template.",
  outdated: "Dizze side is feroare, en is wer te sjen sa gau as de flaters goedmakke binne.",
  nothing: "Op dit adres stiet neat.",
  not_at_moment: "De side kin net makke wurde sa’t dy op dat momint wêze soe.",
};

export const languages = { en, nl, de, fr, fy };

/** The words of a language, as a function that fills them in. */
export function wordsOf(tag) {
  const words = languages[(tag || "en").toLowerCase().split("-")[0]] || en;
  return (key, values = {}) =>
    Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), words[key] ?? en[key] ?? key);
}

/** `1 error`, `2 errors`. */
export function counted(word, one, more, count) {
  return count === 1 ? word(one) : word(more, { count });
}
