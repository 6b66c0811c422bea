import type { Lexicon } from './lexicon.ts';

export const de: Lexicon = {
  lists: {
    system: `
      *system *systeme *systemen *systems *server *servern *seite webseite* website* *dienst *dienste *service
      *plattform *plattformen *portal *netzwerk *netz *datenbank *datenbanken *anwendung *app apps *shop *webshop
      *anlage *anlagen *software *infrastruktur cloud internet *verbindung *leitung telefon* api *kasse *kassen
      alles erp crm vpn mail mails email emails produktion *dashboard *schnittstelle *umgebung *instanz homepage
      *cluster`,
    be: 'ist sind war waren wurde wurden wird werden bleibt steht liegt scheint seit',
    fully: `
      komplett vollständig völlig ganz total gänzlich derzeit aktuell momentan gerade immer noch wieder leider
      plötzlich zurzeit heute seit`,
    people: `
      benutzer benutzern nutzer nutzern anwender anwendern user usern kunden mitarbeiter mitarbeitern mitarbeitende
      kollegen team teams leute standorte standorten filialen abteilungen mitglieder patienten schüler gäste geräte
      firma abteilung unternehmen betrieb`,
    every: 'alle allen aller sämtliche sämtlichen ganze ganzen gesamte gesamten komplette jeder',
    data: `
      daten *daten datei dateien *dateien dokumente *dokumente datensätze *datensätze datenbank *datenbank backup
      backups informationen mails emails nachrichten fotos bilder bestellungen aufträge kontakte rechnungen verlauf
      ordner *informationen *akten`,
    lost: `
      verloren gelöscht weg verschwunden vernichtet überschrieben zerstört korrupt korrumpiert beschädigt defekt
      unbrauchbar`,
    work: `
      betrieb* *betrieb geschäft* *geschäft* ablauf* abläufe* *abläufe *abläufen prozess* *prozess* arbeit* *arbeit*
      produktiv* kunden* kund* patient* umsatz* umsätze* verkauf* produktion* termin* *termine *terminen bauzeit*
      projekt* *projekt* effizienz* zufriedenheit* dienstleistung* lieferung* *management *verwaltung aufgaben
      *aufgaben leistung* fähigkeit* *analyse* *analysen *koordination *planung *überwachung *vertrauen *buchung*
      *buchungen strategie* *strategie entscheidung* kampagne* *kampagne* *kampagnen ruf team teams *transaktion*
      gäste* *erfüllung nutzer* benutzer* mitarbeiter* schüler* *erlebnis *funktionalität *bereitstellung*
      *reporting`,
    thing: `
      *information* details dokumentation* *dokumentation unterlagen *unterlagen angebot* kostenvoranschlag update
      updates upgrade* aktualisierung* änderung* *änderung anpassung* *anpassung austausch ersatz* rückgabe
      rückerstattung* erstattung* rechnung* kopie* klärung integration* migration* demo erweiterung* verbesserung*
      preis* lizenz* schulung* *schulung training* anleitung* *anleitung handbuch *material *materialien beleg*
      *belege bericht* *berichte *berichten *daten zugang aufzeichnungen *aufzeichnungen anweisungen ressourcen
      *ressourcen leitfaden *leitfäden richtlinien empfehlungen tipps *funktion`,
  },
  cues: {
    outage: `
      ausfall, ausfalls, *systemausfall*, *serverausfall*, *netzwerkausfall*, *netzausfall*, *dienstausfall*
      *serviceausfall*, *plattformausfall*, *stromausfall*, *totalausfall*, *komplettausfall*, *internetausfall*
      *datenbankausfall*, *portalausfall*, ausfallzeit, *telefonausfall*, *produktionsausfall*, *betriebsausfall*
      ausgefallen, $system .. ausfällt, $system .. fällt .. aus, fällt $system ... aus
      $system $be? $fully? $fully? down, $system .. tot, $system .. lahmgelegt, lahmgelegt, lahm gelegt
      legt .. lahm, lahmlegt
      $system .. $be $fully? $fully? offline/unerreichbar/unbenutzbar/unbrauchbar, offline gegangen
      $system ... nicht $fully? $fully? erreichbar/verfügbar, $system ... nicht zu erreichen, unbenutzbar
      unbrauchbar, unerreichbar
      stillstand, *betriebsstillstand, *produktionsstillstand, *stillstände, zum erliegen, steht still, stehen still
      stillgelegt, steht komplett, geht gar nichts, geht nichts mehr, nichts geht mehr, nichts funktioniert mehr
      funktioniert gar nichts, gar nichts mehr
      zusammengebrochen, zusammenbruch, *zusammenbruch, bricht .. zusammen
      kompletter/vollständiger/totaler/vollständigen/kompletten/vollständige/komplette .. fehler/versagen/störung/ausfall/störungen
      außer betrieb, handlungsunfähig, arbeitsunfähig
      $every .. $people ... nicht/kein/keine/keinen ... zugreifen/anmelden/einloggen/arbeiten/zugriff/nutzen/erreichen
      niemand .. arbeiten/anmelden/zugreifen/kann/einloggen/bestellen
      keiner .. arbeiten/anmelden/zugreifen/einloggen/bestellen
      $people/wir .. können/kann .. nicht mehr arbeiten, *systemversagen, *betriebsversagen, *serverabsturz*
      *server/*netzwerk/*datenbank/*plattform/webseite/website/*server .. abgestürzt
      $system $be .. zusammengebrochen, versagt komplett, komplett versagt, *großstörung*, *totalstörung*`,
    'security or data loss': `
      gehackt*, hacker*, hackerangriff*, hack, *cyberangriff*, *cyberattacke*, angriff*, *hackerattacke*
      ransomware*, schadsoftware*, malware*, trojaner*, virus, viren, spyware, phishing*, botnetz, ddos*
      verschlüsselungstrojaner*, erpress*, attacke*
      datenleck*, *datenpanne*, datenschutzverletzung*, datenschutzverstoß*, datenschutzvorfall*
      sicherheitsverletzung*, *sicherheitsvorfall*, *sicherheitsvorfälle*, sicherheitslücke*
      sicherheitsschwachstelle*, schwachstelle* .. ausgenutzt/entdeckt/gefunden
      kritische/gefährliche schwachstelle*
      sicherheitsverstoß*, sicherheitsproblem*, sicherheitsbruch*, sicherheitsbedrohung*, *datendiebstahl*
      identitätsdiebstahl, datenmissbrauch, datenabfluss, sicherheitsrisik*
      kompromittier*, unbefugt*, unberechtigt*, unautorisiert*
      nicht autorisiert* .. zugriff*/zugang/transaktion*/anmeld*/änderung*/nutzung
      fremder/fremde/fremden .. zugriff/zugriffe/person*/anmeldung*/zugang, eindringling*, eingedrungen, einbruch
      eingebrochen
      verdächtig* .. aktivität*/anmeld*/zugriff*/login*/mail*/transaktion*
      ungewöhnlich* .. aktivität*/anmeld*/zugriff*/login*/transaktion*
      unbekannt* .. anmeld*/zugriff*/login*/gerät/ip, betrug, betrüger*, betrügerisch*
      gestohlen*, diebstahl, geklaut*, $data .. offengelegt/öffentlich/einsehbar/sichtbar/geleakt, geleakt*
      *daten/*rechnungen/*akten/dokumente/konten/verträge anderer/fremder .. kunden/nutzer/benutzer/personen/patienten/firmen
      fremde/fremden daten/rechnungen/konten/dokumente, falsche empfänger, falschen empfänger
      datenverlust*, *datenverlust*, verlust .. $data, $data ... $lost, $lost .. $data, verlieren .. $data
      datenkorruption, *korruption .. daten, beschädigte/korrupte/zerstörte .. $data, datenbeschädigung
      versehentlich .. gelöscht`,
    danger: `
      brennt, ein brand, brand ausgebrochen, es brennt, in brand, rauch, raucht, rauchentwicklung, qualmt
      brandgeruch, verbrannt*, verschmort*, funken
      funkenflug, stromschlag, stromschläge, gasleck, gasgeruch, riecht .. gas/verbrannt, explo*, verletzt*
      allergische .. reaktion*, lebensgefahr*, lebensgefährlich*, vergift*, evakuier*, kohlenmonoxid`,
    dead: `
      startet/startete/starten/hochfahren/fährt/booten/bootet .. nicht
      nicht ... starten/gestartet/hochfahren/booten/einschalten/hochgefahren/hoch/einschaltbar
      nicht mehr .. an/ein/hoch, lässt sich nicht .. öffnen/starten/einschalten/installieren/laden
      geht nicht .. an, schaltet .. nicht .. ein/an, springt nicht .. an, reagiert .. nicht, reagieren .. nicht
      nicht .. reagiert/reagieren, reagiert .. nicht mehr, nicht reagier*, keine reaktion, kein signal, kein bild
      kein strom, ohne funktion
      schwarzer bildschirm, bildschirm .. schwarz, bildschirm bleibt, funktionsunfähig, funktionslos
      funktioniert/funktionieren .. nicht mehr
      nicht mehr .. funktioniert/funktionieren/funktionstüchtig/funktionsfähig, funktioniert .. überhaupt nicht
      funktioniert gar nicht, tot
      nicht öffnen, öffnet .. nicht, nicht .. installieren, installation .. fehl*/schlägt/nicht, geht .. nicht mehr
      geht .. gar nicht, gehen nicht mehr, defekt, kaputt, lädt .. nicht, lädt .. nicht mehr, versagt, versagen
      hat aufgehört, den geist aufgegeben, nicht ladefähig`,
    'no access': `
      nicht ... anmelden/einloggen/zugreifen/anmeldet/angemeldet/reinkommen/eingeloggt/erreichen/aufrufen
      kein/keinen/keinerlei .. zugriff/zugang/login, zugriff .. verweigert/gesperrt/verloren/blockiert/verwehrt
      zugang .. verweigert/gesperrt/verloren/blockiert/verwehrt, zugriff .. nicht möglich, zugang .. nicht möglich
      zugriff ist nicht
      ausgesperrt, konto/account/zugang/benutzerkonto/nutzerkonto .. gesperrt, gesperrt* konto/account/zugang
      kontosperr*, aussperr*, anmeldefehler*, anmeldeproblem*, login* .. fehl*/problem*/nicht/schlägt/unmöglich
      loginproblem*, loginfehler*, zugriffsproblem*, zugangsproblem*, zugriffsfehler
      anmeldung .. nicht/fehl*/schlägt/unmöglich/abgelehnt
      passwort .. nicht/falsch/abgelehnt/ungültig/abgelaufen, kennwort .. nicht/falsch/abgelehnt/ungültig
      zugangsdaten .. nicht/abgelehnt/ungültig/falsch, komme/kommen ... nicht .. rein/hinein/auf/ins/in
      konto .. deaktiviert/blockiert, probleme .. anmelden/einloggen/anmeldung/login/zugriff/zugang
      schwierigkeiten .. anmelden/einloggen/anmeldung/login/zugriff/zugang
      nicht zugänglich, unzugänglich, authentifizierungsfehler*, authentifizierung .. fehl*/schlägt/nicht
      authentifizierungsproblem*, zwei faktor .. nicht`,
    crash: `
      *absturz, *absturzes, *abstürze, *abstürzen, abzustürzen, stürzt, stürzen, stürzte, abgestürzt, abstürzt
      abstürzend, *crash*, friert, frieren, einfriert, einfrieren, eingefroren, hängt sich, aufgehängt, aufhängt
      aufhängen, bleibt .. hängen, hängt ständig/immer/dauernd/fest, hängen sich, bluescreen*, blue screen
      schaltet/schaltete/schalten sich ... ab/aus, schaltet .. von selbst, startet .. neu/selbst/ständig
      startet sich neu, schließt sich, beendet sich, bricht .. ab, abbrüche, programmabbruch, systemabsturz
      ständige/ständiger/ständigen/plötzliche/plötzlichen/ungewollte/unerwartete/unerwarteten/häufige/häufigen neustarts
      fährt .. herunter, unerwartetes/plötzliches herunterfahren, speicherleck*, schließen sich`,
    disruption: `
      unterbrech*, *unterbrech*, unterbroch*, störung*, *störung, *störungen, stört, stören, gestört
      verbindungsabbr*, *abbruch, verbindungsverlust*, verbindungsausf*, bricht .. verbindung
      verbindung .. bricht/abgebrochen/verloren/verliert/unterbrochen, verliert .. verbindung, zeitüberschreitung*
      timeout*, time out, getrennt
      instabil*, *instabilität*, blockier*, behinder*, gehindert, hindert, verhindert, verhindern, hängengeblieben
      steckengeblieben, feststeck*, *rückstau, *fehlschlag*, fehlgeschlagen, schlägt fehl, schlagen fehl
      fehlschlägt, fehlschlagen, scheitert, scheitern, versagt
      fehlfunktion*, *fehlfunktion*, *ausfall, *ausfälle, *ausfällen, verlangsam*, *verlangsamung, langsam*, träge
      überhitz*, überlast*, *engpass*, *engpässe*, beeinträchtigt*, beeinträchtigung*, leistungseinbruch*
      *leistungsprobleme*, leistungsverschlechterung*, leistungsabfall, latenz*, ruckel*, lange ladezeiten
      verzögerung*, *verzögerung*, verzögert*, nicht verfügbar, nicht erreichbar, ausfälle, *ausfallzeiten
      ausfällen, ausfallen
      500/502/503/504 .. fehler, fehler* 500/502/503/504
      nicht .. verarbeite*/ausführ*/bearbeite*/genehmig*/liefer*/versende*, nicht in der lage`,
    severe: `
      erheblich*, schwer, schwere, schweren, schwerer, schweres, schwerwiegend*, ernst, ernste*, ernsthaft*
      kritisch*, gravierend*, massiv*, wesentlich*, bedeutend*, beträchtlich*, drastisch*, katastroph*, dramatisch*
      großes, große, großen, größere*, enorm*, stark, starke*, extrem*, existen* bedroh*, geschäftskritisch*
      unternehmenskritisch*, notfall*, alarmierend*, inakzeptabel*, untragbar*, umfangreich*, weitreichend*
      umfassend* .. störung*/problem*/ausfall/fehler, flächendeckend*, verheerend*
      mehrere/zahlreiche/viele/verschiedene/hunderte/tausende/mehreren/zahlreichen/vielen/verschiedenen .. benutzer*/nutzer*/kunden/geräte*/abteilungen/produkte*/systeme*/standorte*/mitarbeiter*/filialen/teams/flotten/anwender*/schiffe*/patienten/fahrzeuge*
      umsatzverlust*, umsatzeinbu*, verluste, finanziell* .. verlust*/schaden/schäden/einbuß*, strafen
      vertragsstrafe*, kostet uns, verlieren kunden, schaden, schäden, gefährd*, bedroh*, gefahr, risiko, risiken
      frist* .. gefährd*/versäum*/verpass*/einhalt*, deadline*
      beeinträchtig*/behinder*/stör*/betrifft/wirkt/beeinfluss*/unterbrech*/unterbricht/gefährde*/verhinder*/erschwer*/stoppt/verzöger* ... $work
      $work ... beeinträchtig*/behinder*/gefährde*/erschwer*/unterbroch*/unterbrech*/gestört/stören/stört
      auswirkung* .. $work, dringendst*, verschlimmer*, verschlechter*, eskal*
      höchst* .. wichtig*/priorität, hoher priorität, hohe priorität, höchste priorität, unerlässlich, sehr wichtig*`,
    urgent: `
      dringend*, dringlich*, sofort*, umgehend*, unverzüglich*, eilig*, eilt, so schnell wie möglich
      so bald wie möglich, schnellstmöglich*, schnellstens, baldmöglich*, asap, notfall*, umgehende, rasch*
      zeitkritisch*, prompt*, zügig*, schnelle, schnellen, nächsten .. stunden, heute noch, noch heute
      möglichst bald, priorisier*, urgent`,
    issue: `
      zweimal, leer, leere, leeren, ruckelt, springt zurück, bleibt bei, nicht angenommen, nicht akzeptiert
      passiert nichts, reagiert nicht auf, spam, verschwommen, abgeschnitten, unvollständig*
      problem*, *problem, *probleme, *problemen, *problems, fehler*, *fehler, *fehlern, *fehlermeldung*, bug, bugs
      schwierigkeit*, *schwierigkeiten, mangel, mängel, falsch*, inkorrekt*, inkonsisten*, *inkonsistenz*
      diskrepan*, *diskrepan*, *abweichung*, unstimmig*, *unstimmigkeit*, ungenau*, *ungenauigkeit*, inkompatib*
      kompatibilität*
      nicht .. funktioniert/funktionieren/angezeigt/anzeigen/synchronisiert/synchronisieren/aktualisiert/aktualisieren/gespeichert/speichern/geladen/laden/gefunden/finden/erkannt/erkennen/drucken/gedruckt/verbinden/verbindet/herstellen/gesendet/senden/empfangen/angekommen/übertragen/öffnet/übereinstimm*/korrekt/richtig/ordnungsgemäß/verfügbar/möglich/aufrechterhalten/abrufen/hochladen/herunterladen/bezahlen/bestellen/nutzen/ausführen
      funktioniert .. nicht, funktionieren .. nicht, geht nicht, gehen nicht, klappt nicht, tut nicht
      zeigt .. nicht, kann .. nicht, können .. nicht, lässt sich .. nicht, wird .. nicht, werden .. nicht, fehlend*
      fehlt, fehlen, unerwartet*, panne*, defekt*, beschädig*, kommen/kommt .. nicht an
      berechnet/abgebucht ... gekündigt/storniert, doppelt .. abgebucht/berechnet/belastet
      zu viel .. berechnet/abgebucht, überzahlung*, überhöht*, abgelehnt, flacker*, papierstau, fehlerhaft*
      fehlkonfigur*, *konflikt*, vorfall, vorfälle, beschwerde*, reklamation*, ungelöst, unbeantwortet`,
    mild: `
      sporadisch*, gelegentlich*, zeitweise, zeitweilig*, intermittierend*, manchmal, ab und zu, hin und wieder
      von zeit zu zeit, vorübergehend*, workaround*, umgehungslösung*, *umgehungslösung, übergangslösung*
      notlösung*, zwischenlösung*, behelfslösung*, ersatzlösung*, behelfsweise, temporär*, provisorisch*, notbehelf
      unkritisch*, nicht kritisch*, läuft wieder, funktioniert wieder, geht wieder, wieder erreichbar
      wieder verfügbar, wieder da, wieder online .. ist/sind, ist wieder online, inzwischen behoben, bereits behoben
      hat sich erledigt, noch möglich, weiterhin möglich, trotzdem arbeiten, können weiterhin, kann weiterhin
      manuell* .. überbrück*/zahlung*/umgeh*/lösung, beherrschbar, in der zwischenzeit, unter kontrolle
      nicht dringend*, überbrück*`,
    minor: `
      geringfügig*, kleine .. fehler/bugs/probleme/frage/änderung/anpassung*/unstimmigkeit*
      kleiner .. fehler/bug/schönheitsfehler/hinweis/mangel, kleinen .. fehler/bug/problem/bugs
      kleines .. problem/anliegen/detail, kleineren/kleinere/kleinerer/kleineres, leichte, leichten, leichter
      minimal*, kosmetisch*, tippfehler*, rechtschreibfehler*, schreibfehler*, schönheitsfehler*, trivial*
      unbedeutend*, unwesentlich*
      nichts dringendes, nicht .. eilig, eilt nicht, nicht .. dringend*, keine eile, nicht schlimm
      niedrige priorität, geringe priorität, niedriger priorität, geringer priorität, wenn .. zeit, bei gelegenheit
      stört nicht, nur kurz, nur .. wissen, kurze frage, kann warten, nicht so wichtig, nicht wichtig
      gerne auch später, marginal*, sieht anders aus`,
    request: `
      anfrage, anfragen zu/bezüglich/betreffend, *anfrage, frage, fragen, *frage zu, bitte um .. $thing
      bitten um .. $thing
      bitte .. um .. $thing
      benötige*/brauche*/anforder*/erhalten/beantrag*/wünsch*/suche*/hätte*/möchte* ... $thing, anforderung*
      zusenden, zukommen lassen, übermitteln, bereitstellen könnten
      angebot, angebot für/über/möglich, angebotsanfrage*, kostenvoranschlag*, preisliste, preisanfrage
      rabatte für/auf, rabatt möglich, einen rabatt, gibt es .. rabatt/rabatte
      interessiere, interessieren, interessiert, interesse, wie kann, wie können, wie funktioniert, wie lässt
      ist es möglich, wäre es möglich, gibt es .. möglichkeit/option/weg/eine, möchte gerne wissen, möchten wissen
      würde gerne, würden gerne, gerne wissen, wissen ob, frage mich
      funktionswunsch*, feature request*, feature wunsch, *wunsch, vorschlag*, verbesserungsvorschlag*, anregung*
      feedback, rückmeldung*, dokumentation*, *dokumentation zu/für/über/bereit*, dokumentation, einrichten
      integrieren, integration mit/für/in, migration von/auf/zu, upgrade, rückgabe*, umtausch*, rückerstattung*
      erstattung*, garantie, kündig*, stornier*, rechnungskopie, kopie .. rechnung, firmenname, best practices
      klärung, erläuter*, auskunft, auskünfte, beratung, empfehlung*, lieferstatus, liefertermin*
      *verzögerung* .. versand*/lieferung/bestellung, verzögert .. lieferung/bestellung/versand, sendungs*
      bestellstatus, historisch*, archiviert*, frühere*, aktuellste, neueste informationen, leitfaden
      hinzufügen, wäre schön, wäre hilfreich, wäre toll, wäre wünschenswert, anfragen .. nicht beantwortet`,
    everyone: `
      $every .. $people/systeme/dienste/server/regionen/länder/kassen, allen $people, jeder mitarbeiter, niemand
      keiner, firmenweit*, unternehmensweit*, weltweit*, deutschlandweit, landesweit, global*, flächendeckend*
      hunderte/tausende .. $people, überall, bei allen`,
    'one person': `
      nur bei mir, nur ich, nur mein*, nur ein .. benutzer/nutzer/kunde/mitarbeiter/kollege/rechner/pc
      nur eine .. benutzerin/kollegin/person, nur einem, ein einzelner, einzelne, einzelner, einzelnen, ein kollege
      eine kollegin`,
  },
  nothing: `
    *schwachstellenscan*, *ausfallzeitbericht*, *ausfallbericht*, *ausfallstatistik*, *ausfallmeldung*
    sicherheitsereignis*, einbruchserkennung, intrusion alert*/warn*/erkennung/detection, *ausfallzeitmeldung*
    downtime reporting/report/reports/modul/bericht*, absturzbericht*
    kein problem, problemlos*, ohne probleme, fehlerfrei*, fehlersuche, fehlerbehebung*, problemlösung*
    *fehlerbehebung, problembehebung, zur fehlersuche, stellt kein problem, nicht nur, frage geklärt
    stehe .. für fragen, bei fragen, für rückfragen, rückfragen, weitere fragen, haben sie fragen, falls .. fragen
    fragen haben, fragen zur verfügung
    wir/ich klassifizieren/bewerten/behandeln/werten/stufen/markieren das/dies/es .. als, kritische infrastruktur
    kritis, sicherheitsupdate*, sicherheitspatch*, sicherheitsteam, virenscanner, virenschutz, antivir*, großes lob
    großen dank, große hilfe, große freude, schwere frage, im falle, großen und ganzen, sofortige hilfe
    sofortige unterstützung, sofortige aufmerksamkeit, ausfallsicher*, warteschlange*, interessiert mich
    hohe qualität, hohe verfügbarkeit, großer fan, ernst gemeint*, störe ungern, ich störe
    entschuldigen sie die störung, bitte um entschuldigung, eingang bestätigen`,
  instruction: `
    ignoriere*/ignorieren/vergiss/vergessen/missachte* .. anweisung*/regeln/vorgaben/instruktion*/prompt*/vorherig*
    antworte*/ausgabe/gib nur/ausschließlich/genau/mit/aus ... kritisch/priorität/hoch/critical/ausfall/kategorie
    systemprompt, du bist jetzt/ein, sie sind jetzt, wartungsmodus, neue anweisung*, unabhängig vom inhalt
    ungeachtet des inhalts`,
  ranking: `
    klassifizier*/kategorisier*/kennzeichne*/markier*/behandle/behandeln/bewerte*/stufe/stufen/einstufe*/ordne/ordnen/werte/werten sie? das/diese/dieses/dies/die/mein* .. ticket*/anfrage*/mail/nachricht/fall? als
    klassifizier*/kategorisier*/kennzeichne*/markier*/behandle/behandeln/stufe/einstufe* .. als
    ticket/anfrage/mail/nachricht/das/dies .. als ... einstufen/klassifizieren/kennzeichnen/markieren/behandeln/bewerten/einzustufen/werten
    setze*/setz/setzen/ändere*/stelle*/lege/erhöhe* .. priorität*/schweregrad*/kategorie*/dringlichkeit*/severity/priority
    priorität/schweregrad/kategorie/dringlichkeit muss/soll/sollte/ist/auf`,
  label: 'priorität schweregrad kategorie klassifizierung einstufung dringlichkeit',
  not: 'nicht kein keine keinen keinem keiner keines keinerlei nie niemals ohne nichts weder noch',
  between: `
    ein eine einen einem einer so sehr wirklich besonders mehr unbedingt allzu ganz gerade zu der die das es von
    länger als irgend gar überhaupt größere größeren größerer etwas`,
  avoid: `
    vorbeugen, schutz vor/gegen, schützen vor/gegen, verhinderung, vermeidung, im falle, um .. vor, falls, angst vor`,
  avoided: `
    zu vermeiden, zu verhindern, zu minimieren, zu mindern, zu reduzieren, vermeiden, verhindern, vorzubeugen
    *prävention`,
  perhaps: `
    potenziell*, potentiell*, möglich*, mögliche, möglicherweise, eventuell*, könnte, könnten, vielleicht, droht
    drohen*, droh*, risiko, gefahr, geplant*, wenn, falls`,
};
