### Alle Texte auf Deutsch. Was es gibt und was jeder Text erfährt, sagt `en.ftl`; dort steht auch, wie eine Sprachdatei
### geschrieben wird. Die Notizen neben einer Sicherung (Gruppe `note`) gibt es nur auf Englisch.
###
### Anrede: Sie. Ein Wort je Sache: Sicherung, Speicher, Dienst, Kanal, Rechnung, Verlauf, Wiederherstellungswörter,
### Zweitkopie. `{ $service }` kann ein Name ohne Artikel sein („Dropbox“) oder „Dieser Server“: Er steht deshalb im
### Nominativ, außer bei Diensten mit eigener Anmeldeseite. `{ $time }` nach „etwa“ steht im Akkusativ („3 Tage“).

## common

common-app = Lifeboat
common-back = Zurück
common-cont = Weiter
common-cancel = Abbrechen
common-done = Fertig
common-again = Erneut versuchen
common-copy = Kopieren
common-copied = Kopiert
common-copy-failed = Der Browser hat das Kopieren nicht erlaubt. Markieren Sie stattdessen den Text.
common-this-server = Dieser Server
common-webdav = WebDAV
common-google-drive = Google Drive
common-icloud = Apple iCloud
common-dropbox = Dropbox
common-one-drive = OneDrive
common-nextcloud = Nextcloud
common-vss = Lightning-Wallet-Server
common-s3 = S3-Speicher
common-remote-storage = remoteStorage
common-sats = sats
common-btc = BTC
common-just-now = gerade eben
common-test-money = Testgeld
common-test-money-signet = Testgeld (Signet)
common-network-unknown = Netz unbekannt
common-optional = optional

## start

start-starting = Ihre Wallet wird geöffnet…
start-closing = Ihre letzten Änderungen werden gesichert…
start-closing-hint = Das dauert ein paar Sekunden. Was Ihr Speicher jetzt nicht annimmt, bleibt auf diesem Gerät und wird beim nächsten Mal gesendet.
start-checking = Lifeboat sucht nach neueren Zahlungen…
start-broken-heading = Lifeboat konnte nicht starten
start-broken = Der Browser konnte die Wallet nicht laden. Ihr Geld und Ihre Sicherung sind davon nicht betroffen.
start-broken-fix = Laden Sie die Seite neu. Wenn das nicht hilft, verwenden Sie eine aktuelle Version von Chrome, Firefox, Safari oder Edge.
start-crashed-heading = Lifeboat wurde angehalten
start-crashed = Auf dieser Seite ist ein Fehler aufgetreten. Lifeboat zeigt lieber nichts als etwas Veraltetes. Ihr Geld und Ihre Sicherung sind davon nicht betroffen.
start-reload = Neu laden

## welcome

welcome-promise = Eine Bitcoin-Wallet, die Sie nicht mit dem Telefon verlieren.
welcome-create = Neue Wallet erstellen
welcome-restore = Wallet wiederherstellen
welcome-footer = Ihre Wallet, Ihre Coins · Open Source

## real-money

real-money-heading = Bevor echtes Geld dazukommt
real-money-sentence = Lifeboat ist neue Software. Nehmen Sie nur so viel Geld, wie Sie verschmerzen könnten.
real-money-young = Bisher haben nur wenige Menschen sie benutzt, und niemand außerhalb des Projekts hat sie geprüft.
real-money-saving = Jede Zahlung wird in Ihrem Speicher gesichert, bevor sie zählt. Der Teil der Lightning-Software, der das möglich macht, ist selbst noch jung.
real-money-provider = Geld in einem Kanal, den die Blockchain noch nicht bestätigt hat, ist das Wort Ihres Anbieters. Er könnte es behalten.
real-money-open-it = Öffnen Sie Ihre Wallet regelmäßig, mindestens einmal am Tag. Bleibt sie länger zu, könnte ein unehrlicher Anbieter nehmen, was in einem Kanal ist.
real-money-read = Ich habe das gelesen

## intro

intro-own-heading = Das Geld gehört Ihnen
intro-own = Die Schlüssel entstehen auf diesem Gerät. Sie brauchen kein Konto bei uns, und niemand kann Ihre Bitcoin einfrieren oder ausgeben.
intro-recover-heading = Telefon weg, Geld noch da
intro-recover = Eine verschlüsselte Kopie in Ihrer eigenen Cloud wird nach jeder Zahlung aktualisiert. Auf einem neuen Gerät brauchen Sie nur diese Cloud und Ihre PIN.
intro-safe-heading = Nur Sie können die Kopie öffnen
intro-safe = Die Kopie wird auf diesem Gerät verschlüsselt. Bei uns liegt nichts, deshalb können wir Ihr Geld nicht zurückholen: Merken Sie sich Ihre PIN.
intro-next = Weiter
intro-skip = Überspringen
intro-page = { NUMBER($page) } von { NUMBER($pages) }

## name

name-heading = Wie soll Ihre Wallet heißen?
name-sentence = Der Name wird Teil des Dateinamens der Sicherung. So finden Sie sie in Ihrer Cloud.
name-label = Name der Wallet
name-default = Meine Wallet
name-file = Name der Sicherung
name-create = Wallet erstellen
name-too-long = Verwenden Sie höchstens 40 Zeichen.
name-bad-character = Diese Zeichen sind in einem Dateinamen nicht möglich: / \ : * ? " < > |

## home

home-balance = Guthaben
home-hidden = Verborgen
home-hide = Guthaben verbergen
home-show = Guthaben anzeigen
home-unit = { $now }: Beträge in { $unit } anzeigen
home-receive = Empfangen
home-send = Senden
home-activity = Verlauf
home-all-activity = Ganzer Verlauf
home-no-activity = Noch keine Zahlungen
home-no-activity-hint = Tippen Sie auf „Empfangen“, um Ihre ersten Bitcoin zu bekommen.
home-settings = Einstellungen
home-settings-badge = Einstellungen, die Sicherung ist nicht eingeschaltet
home-closing = { $amount } kommen aus geschlossenen Kanälen zurück.
home-onchain = Davon liegen { $amount } auf der Blockchain. Diese Version kann sie noch nicht senden.
home-spendable = Sie können jetzt { $amount } senden. { $reserve } bleiben als Reserve in Ihrem Kanal, bis er geschlossen wird.
home-promised = Davon sind { $amount } noch nicht auf der Blockchain bestätigt. Bis dahin verlassen Sie sich auf das Wort des Anbieters.
home-read-only-elsewhere = Nur Ansicht: auf { $device } geöffnet
home-read-only-elsewhere-unknown = Nur Ansicht: Ein anderes Gerät hat die Wallet jetzt
home-read-only-tab = Nur Ansicht: in einem anderen Tab geöffnet
home-read-only-unconfirmed = Ihre Sicherung wird geprüft. Danach können Sie zahlen.
home-read-only-unsafe = Angehalten, um Ihr Geld zu schützen
home-details = Details

## backup

backup-off = Nicht gesichert
backup-saving = Wird gesichert…
backup-saved = Gesichert { $ago } · { $service }
backup-waiting = Noch nicht gesichert. Neuer Versuch…
backup-paused = Sicherung pausiert: Bitte neu anmelden
backup-paused-other = Sicherung pausiert: { $why }
backup-fenced = Dieses Guthaben ist vielleicht veraltet: { $device } hat die Wallet jetzt
backup-fenced-unknown = Dieses Guthaben ist vielleicht veraltet: Ein anderes Gerät hat die Wallet jetzt
backup-announce-saved = Die Sicherung ist wieder aktuell.
backup-step-encrypting = Mit Ihrer PIN verschlüsseln
backup-step-probing = Speicher ausprobieren
backup-step-folder = Ordner anlegen
backup-step-uploading = Hochladen
backup-step-reading-back = Zurücklesen und prüfen
backup-step-done = erledigt
backup-step-now = läuft
backup-step-open = steht noch aus

## prompt

prompt-heading = Sichern Sie Ihre Wallet
prompt-received = Sie haben Ihre ersten Bitcoin empfangen. Ohne Sicherung verlieren Sie sie, wenn Sie dieses Gerät verlieren.
prompt-sentence = Ohne Sicherung verlieren Sie Ihre Bitcoin, wenn Sie dieses Gerät verlieren. Das Einschalten dauert eine Minute.
prompt-back-up = Sicherung einschalten
prompt-later = Später
prompt-reminder = Ihre Wallet ist nicht gesichert. Wenn dieser Browser seine Daten löscht, ist Ihr Geld weg.

## backup-intro

backup-intro-heading = Automatische Sicherung in der Cloud
backup-intro-sentence = Eine verschlüsselte Kopie Ihrer Wallet bleibt in Ihrem eigenen Cloud-Speicher immer aktuell.
backup-intro-next-title = Was jetzt kommt
backup-intro-next = Sie wählen eine PIN und dann den Ort der Sicherung.
backup-intro-encrypted-title = Mit Ihrer PIN verschlüsselt
backup-intro-encrypted = Alles wird auf diesem Gerät verschlüsselt, bevor es gesendet wird. Der Speicher sieht Größen und Zeiten, sonst nichts.
backup-intro-elsewhere-title = Auch für Ihr nächstes Gerät
backup-intro-elsewhere = Dort brauchen Sie dasselbe Cloud-Konto, diese App und Ihre PIN.
backup-intro-what-title = Was gesichert wird
backup-intro-what = Ihre Wiederherstellungswörter werden einmal gesichert, Ihre Kanäle und Ihr Verlauf automatisch nach jeder Zahlung.

## pin

pin-choose = PIN wählen
pin-choose-sentence = Wählen Sie { NUMBER($digits) } Ziffern, die Sie sich merken können. Niemand kann eine vergessene PIN wiederherstellen.
pin-choose-new = Neue PIN wählen
pin-length = Anzahl der Ziffern
pin-footnote = Die PIN öffnet diese App und verschlüsselt Ihre Sicherung.
pin-verify = PIN noch einmal eingeben
pin-verify-sentence = Geben Sie sie ein zweites Mal ein, damit Sie sicher sind.
pin-mismatch = Das ist nicht dieselbe PIN.
pin-choose-again = Andere PIN wählen
pin-progress = { NUMBER($entered) } von { NUMBER($length) } Ziffern
pin-progress-open =
    { $entered ->
        [one] { $entered } Ziffer
       *[other] { $entered } Ziffern
    }
pin-delete = Ziffer löschen
pin-keypad = Ziffernfeld
pin-unlock = PIN eingeben
pin-unlock-sentence = Sie öffnet { $name }.
pin-unlock-sentence-nameless = Sie öffnet Ihre Wallet.
pin-unlock-button = Entsperren
pin-unlocking = Wird entsperrt…
pin-forgot = PIN vergessen?
pin-forgot-sentence = Auch Ihre Wiederherstellungswörter öffnen diese Wallet. Danach wählen Sie eine neue PIN.
pin-forgot-note = Ein Gerät, auf dem diese Wallet noch geöffnet ist, zeigt die Wörter in den Einstellungen. Ohne die PIN und ohne die Wörter kann niemand diese Wallet öffnen: Sie nicht und wir auch nicht.
pin-forgot-restore = Sicherung wiederherstellen
pin-wrong = Diese PIN öffnet die Wallet nicht.
pin-old = Aktuelle PIN eingeben
pin-old-sentence = Danach wählen Sie eine neue.
pin-changing = PIN wird geändert
pin-changing-sentence = Ihre Wiederherstellungswörter werden mit einem neuen Schlüssel verschlüsselt, gesichert und zurückgelesen.
pin-changed = Ihre PIN ist geändert
pin-changed-sentence = Ab jetzt öffnet die neue PIN diese App und Ihre Sicherung.
pin-changed-alone = Ab jetzt öffnet die PIN diese App. Eine Sicherung ersetzt sie nicht.
pin-changed-here = Die neue PIN öffnet diese App. Ihre Sicherung lässt sich noch mit der alten öffnen, bis Ihr Speicher antwortet: Merken Sie sich beide, bis die Sicherung als gesichert angezeigt wird.
pin-changed-note = Was ab jetzt geschrieben wird, lässt sich mit der alten PIN nicht mehr öffnen. Ältere Kopien bleiben, wie sie sind: Einträge von vor dieser Änderung und die alte Datei mit Ihren Wiederherstellungswörtern, falls der Speicher gelöschte Dateien behält oder jemand sie kopiert hat. Wer diese Datei und die alte PIN hat, kann Ihr Geld ausgeben. Wenn Sie das befürchten, senden Sie das Geld an eine neue Wallet.
pin-refused-short = Verwenden Sie mindestens 4 Ziffern.
pin-refused-long = Verwenden Sie höchstens 12 Ziffern.
pin-refused-digits = Verwenden Sie nur Ziffern.
pin-refused-repeats = Wiederholte Ziffern werden zuerst erraten. Wählen Sie eine andere PIN.
pin-refused-run = Ziffern in einer Reihe werden zuerst erraten. Wählen Sie eine andere PIN.
pin-refused-year = Jahreszahlen werden zuerst erraten. Wählen Sie eine andere PIN.
pin-refused-date = Daten wie Geburtstage werden zuerst erraten. Wählen Sie eine andere PIN.
pin-refused-common = Viele Menschen verwenden diese PIN, deshalb wird sie zuerst erraten. Wählen Sie eine andere.
pin-strength-checking = Wird geprüft…
pin-strength-weak = Schwach: Wer die verschlüsselte Datei stiehlt, braucht mit einer Grafikkarte nur etwa { $time }, um alle PINs mit { NUMBER($digits) } Ziffern auszuprobieren. Verwenden Sie mehr Ziffern.
pin-strength-fair = Wer die verschlüsselte Datei stiehlt, braucht mit einer Grafikkarte etwa { $time }, um alle PINs mit { NUMBER($digits) } Ziffern auszuprobieren.
pin-strength-strong = Gut: Wer die verschlüsselte Datei stiehlt, braucht mit einer Grafikkarte etwa { $time }, um alle PINs mit { NUMBER($digits) } Ziffern auszuprobieren.

## words

words-row = Wiederherstellungswörter
words-heading = Ihre Wörter für die Wiederherstellung
words-pin-sentence = Geben Sie zuerst Ihre PIN ein. Achten Sie darauf, dass niemand den Bildschirm sieht.
words-sentence = Diese { NUMBER($count) } Wörter sind Ihr Geld: Wer sie hat, kann es ausgeben.
words-advice = Schreiben Sie sie in dieser Reihenfolge auf Papier, und bewahren Sie es dort auf, wo nur Sie es finden. Machen Sie kein Foto und kein Bildschirmfoto davon, und schicken Sie sie niemandem. Die Wörter bringen die Wallet zurück, wenn Sie die PIN vergessen. Für das Geld in Lightning-Kanälen brauchen Sie außerdem die Sicherung.
words-hold = Zum Anzeigen gedrückt halten

## service

service-heading = Wo soll die Sicherung liegen?
service-sentence = Wählen Sie einen Speicher, den Sie auch dann noch erreichen, wenn dieses Gerät weg ist.
service-restore-heading = Wo liegt Ihre Sicherung?
service-restore-sentence = Wählen Sie den Speicher, den Sie beim Einschalten der Sicherung verwendet haben.
service-google-drive-hint = Ihr Google-Konto. Ab und zu melden Sie sich neu an.
service-google-drive-broker-hint = Ihr Google-Konto. Sie melden sich einmal an.
service-icloud-hint = Ihr Apple-Konto. Die Sicherung erscheint nur unter „Speicher verwalten“.
service-dropbox-hint = Ihr Dropbox-Konto. Sie bleiben angemeldet.
service-one-drive-hint = Ihr Microsoft-Konto. Sie verbinden sich einmal am Tag neu.
service-nextcloud-hint = Ihre eigene oder die Ihres Anbieters, mit einem App-Passwort
service-webdav-hint = Ein NAS oder ein anderer WebDAV-Speicher
service-vss-hint = Ein VSS-Server, Ihr eigener oder der Ihres Wallet-Anbieters
service-s3-hint = Ein Bucket bei Amazon, bei Cloudflare oder bei Ihnen selbst, mit seinen Schlüsseln
service-remote-storage-hint = Die Adresse Ihres Speichers, zum Beispiel ich@example.org
service-this-server-hint = Der Server, von dem diese Seite kommt
service-needs-operator = Auf dieser Lifeboat-Seite nicht eingerichtet

## sign-in

sign-in-server-heading = Bei diesem Server anmelden
sign-in-server-sentence = Sein Speicher hat ein Passwort. Sie erfahren es vom Betreiber des Servers.
sign-in-webdav-heading = Bei WebDAV anmelden
sign-in-webdav-sentence = Lifeboat legt dort einen Ordner an und rührt sonst nichts an.
sign-in-url = Adresse
sign-in-url-hint = Zum Beispiel https://cloud.example.org/remote.php/dav/files/samantha
sign-in-user = Benutzername
sign-in-password = Passwort
sign-in-app-password-hint = Wenn der Dienst App-Passwörter anbietet, erstellen Sie eines für Lifeboat.
sign-in-kept = Die Anmeldung bleibt verschlüsselt auf diesem Gerät.
sign-in-button = Weiter
sign-in-find-button = Sicherungen suchen
sign-in-trying = Der Speicher wird ausprobiert…
sign-in-searching = Sicherungen werden gesucht…
sign-in-missing-password = Geben Sie das Passwort ein.
sign-in-missing-user = Geben Sie den Benutzernamen ein.
sign-in-missing-url = Geben Sie die Adresse ein. Sie beginnt mit https://
sign-in-reconnect-heading = Neu anmelden
sign-in-reconnect-sentence = Geben Sie das aktuelle Passwort von { $account } ein ({ $service }). Zahlungen gehen weiter, sobald die Sicherung wieder läuft.
sign-in-second-sentence = Melden Sie sich wieder als { $account } an ({ $service }). Die Zweitkopie holt dann von selbst auf.
sign-in-reconnect-button = Neu verbinden
sign-in-nextcloud-heading = Bei Nextcloud anmelden
sign-in-nextcloud-sentence = Lifeboat legt dort einen Ordner an und rührt sonst nichts an.
sign-in-nextcloud-url-hint = Wie in Ihrem Browser, zum Beispiel https://cloud.example.org
sign-in-nextcloud-password = App-Passwort
sign-in-nextcloud-how = In Nextcloud finden Sie es unter Einstellungen, Sicherheit, Geräte & Sitzungen. Geben Sie dort den Namen Lifeboat ein, wählen Sie „Neues App-Passwort erstellen“, und kopieren Sie es hierher.
sign-in-nextcloud-link = Diese Einstellungen öffnen
sign-in-nextcloud-cors-title = Wenn der Server nicht antwortet
sign-in-nextcloud-cors = Nextcloud lässt keine fremde Webseite herein, bis die Administration es erlaubt: Installieren Sie die App „WebAppPassword“, und tragen Sie diese Adresse unter den erlaubten Adressen (Origins) ein, oder führen Sie diesen Befehl aus:
sign-in-cors-title = Wenn der Server nicht antwortet
sign-in-cors = Der Server muss die Adresse dieser Seite erlauben (CORS). Bitten Sie seinen Betreiber, diese Adresse zu erlauben:
sign-in-vss-heading = Lightning-Wallet-Server verbinden
sign-in-vss-sentence = Er speichert, was dieses Gerät verschlüsselt hat, unter Namen, die nichts über Sie verraten.
sign-in-vss-url-hint = Zum Beispiel https://vss.example.org/vss
sign-in-vss-user = Kontoname
sign-in-vss-user-hint = Ein beliebiger Name, aber immer derselbe
sign-in-vss-password-hint = Mindestens 12 Zeichen, am besten aus einem Passwortmanager. Sie brauchen es auf Ihrem nächsten Gerät.
sign-in-vss-token = Token
sign-in-vss-token-hint = Lassen Sie das Feld leer, wenn der Server eine Signatur annimmt. Lifeboat signiert dann mit einem eigenen Schlüssel.
sign-in-s3-heading = S3-Speicher verbinden
sign-in-s3-sentence = Verwenden Sie Schlüssel, die nur für diesen einen Bucket gelten.
sign-in-s3-endpoint = Endpunkt
sign-in-s3-endpoint-hint = Zum Beispiel https://s3.eu-central-1.amazonaws.com
sign-in-s3-region = Region
sign-in-s3-region-hint = Zum Beispiel eu-central-1 oder auto
sign-in-s3-bucket = Bucket
sign-in-s3-prefix = Ordner
sign-in-s3-prefix-hint = Optional: Er steht vor jedem Namen
sign-in-s3-access-key = Zugriffsschlüssel
sign-in-s3-secret-key = Geheimer Schlüssel
sign-in-remote-storage-heading = remoteStorage verbinden
sign-in-remote-storage-sentence = Die Seite Ihres Speichers fragt Sie dann, ob Lifeboat Dateien in einem eigenen Ordner ablegen darf.
sign-in-remote-storage-address = Ihre Adresse
sign-in-remote-storage-address-hint = Zum Beispiel ich@5apps.com
sign-in-missing-field = Füllen Sie jedes Feld aus, das nicht optional ist.
sign-in-go-heading = Weiter zu { $service }
sign-in-go-button = Weiter zu { $service }
sign-in-going = { $service } wird geöffnet…
sign-in-go-next-title = Was jetzt kommt
sign-in-go-back = Sie melden sich auf der Seite von { $service } an, die Sie danach hierher zurückbringt. Lifeboat sieht dieses Passwort nie.
sign-in-go-encrypted = Alles wird zuerst auf diesem Gerät verschlüsselt. { $service } kann es nicht lesen.
sign-in-go-lasts-title = Wie lange es gilt
sign-in-ask-google-drive = Google fragt, ob Lifeboat die Dateien sehen und ändern darf, die es selbst angelegt hat. Setzen Sie dort das Häkchen. An Ihre übrigen Dateien kommt Lifeboat nicht heran.
sign-in-ask-icloud = Apple bittet Sie, sich mit Ihrem Apple-Konto anzumelden. An Ihre Dateien und Fotos kommt Lifeboat nicht heran.
sign-in-ask-dropbox = Dropbox fragt, ob Lifeboat Dateien in einem eigenen Ordner ablegen und Ihren Namen und Ihren freien Speicherplatz sehen darf. An Ihre übrigen Dateien kommt Lifeboat nicht heran.
sign-in-ask-one-drive = Microsoft fragt, ob Lifeboat Dateien in einem eigenen Ordner ablegen darf. An Ihre übrigen Dateien kommt Lifeboat nicht heran.
sign-in-lasts-google-drive-broker = Die Anmeldung gilt, bis Sie sie in Ihrem Google-Konto beenden. Sie wird automatisch über den Server dieser Seite erneuert, der keine Daten der Wallet sieht.
sign-in-lasts-google-drive = Google kann die Anmeldung nach einer Stunde beenden. Lifeboat zeigt dann die Taste „Neu verbinden“, und Zahlungen warten, bis Sie darauf tippen.
sign-in-lasts-icloud = Apple kann die Anmeldung jederzeit beenden. Lifeboat zeigt dann die Taste „Neu verbinden“, und Zahlungen warten, bis Sie darauf tippen.
sign-in-lasts-dropbox = Die Anmeldung gilt, bis Sie sie in den Einstellungen von Dropbox beenden.
sign-in-lasts-one-drive = Microsoft beendet die Anmeldung nach 24 Stunden. Lifeboat zeigt dann die Taste „Neu verbinden“, und Zahlungen warten, bis Sie darauf tippen.
sign-in-lasts-remote-storage = Die Anmeldung gilt so lange, wie Ihr Speicher es erlaubt. Wenn sie endet, zeigt Lifeboat die Taste „Neu verbinden“.
sign-in-finishing-heading = Anmeldung wird abgeschlossen
sign-in-finishing-sentence = Einen Moment bitte.
sign-in-ended-title = Neu anmelden
sign-in-ended-what = { $service } hat die Anmeldung beendet. Das ist dort nach einiger Zeit üblich.
sign-in-ended-fix = Tippen Sie auf „Neu verbinden“, und stimmen Sie auf der Seite von { $service } zu. Dort brauchen Sie weder die PIN noch die Wiederherstellungswörter.
sign-in-again-heading = Neu anmelden
sign-in-again-sentence = { $service } hat die Anmeldung von { $account } beendet. Ihr Geld ist sicher; Zahlungen gehen weiter, sobald die Sicherung wieder läuft.
sign-in-operator-heading = { $service } ist hier nicht eingerichtet
sign-in-operator-sentence = Der Betreiber dieser Lifeboat-Seite muss sie zuerst beim Dienst registrieren ({ $service }). Mit Ihrer Wallet ist alles in Ordnung.
sign-in-operator-title = Wenn Sie das selbst sind
sign-in-operator-steps = Registrieren Sie eine App in { $console }, mit der Weiterleitungsadresse unten. Tragen Sie dann ihre Kennung in config.json unter { $key } ein. Die Anleitung „docs/providers/signing-in.md“ beschreibt jeden Schritt.
sign-in-operator-icloud = Sie brauchen dafür das kostenpflichtige Entwicklerprogramm von Apple: einen CloudKit-Container und ein API-Token. Tragen Sie beide in config.json unter iCloud ein. Die Anleitung „docs/providers/signing-in.md“ beschreibt jeden Schritt.
sign-in-operator-server = Dieser Server bietet keinen eigenen Speicher an.
sign-in-operator-redirect = Weiterleitungsadresse

## saving

saving-heading = Wallet wird gesichert
saving-sentence = Das dauert ein paar Sekunden. Bitte lassen Sie die Seite geöffnet.
saving-cancel-note = Sie können jederzeit abbrechen: Was geschrieben wurde, wird wieder gelöscht, und Ihre Wallet bleibt, wie sie ist.
saving-cancel = Abbrechen
saving-cancelling = Wird abgebrochen…
saving-failed-heading = Ihre Wallet ist noch nicht gesichert
saving-other = Anderen Ort wählen

## confirmation

confirmation-heading = Ihre Wallet ist gesichert
confirmation-sentence = Die Sicherung wurde zurückgelesen ({ $service }) und lässt sich mit Ihrer PIN öffnen.
confirmation-account = Konto
confirmation-place = Ordner
confirmation-file = Name
confirmation-open = Ordner öffnen
confirmation-lose-title = Wenn Sie dieses Gerät verlieren
confirmation-lose = Öffnen Sie Lifeboat auf einem anderen Gerät, wählen Sie „Wallet wiederherstellen“, melden Sie sich an ({ $service }), und geben Sie Ihre PIN ein.
confirmation-not-title = Wovor die Sicherung nicht schützt
confirmation-not = Sie schützt nicht vor einer vergessenen PIN, es sei denn, Sie haben die Wiederherstellungswörter aufgeschrieben. Und sie hilft nicht, wenn Sie dieses Gerät und zugleich den Zugang zum Speicher verlieren ({ $service }). Lifeboat ist für Alltagsbeträge gemacht, nicht für Ersparnisse.

## receive

receive-heading = Empfangen
receive-sentence = Lassen Sie den Betrag leer, wenn der Zahler ihn wählen soll.
receive-amount = Betrag in { $unit }
receive-note = Notiz
receive-note-hint = Der Zahler sieht diese Notiz.
receive-create = Rechnung erstellen
receive-creating = Die Rechnung wird erstellt…
receive-invoice-sentence = Lassen Sie den Zahler diesen Code scannen, oder senden Sie ihm die Rechnung als Text.
receive-any-amount = Beliebiger Betrag
receive-qr = Rechnung als QR-Code. Zum Kopieren tippen.
receive-text = Rechnung
receive-copy = Rechnung kopieren
receive-opening-fee = Diese Zahlung öffnet einen Lightning-Kanal für Sie. Dafür werden einmalig { $amount } davon abgezogen.
receive-opening-terms = Diese Zahlung öffnet einen Lightning-Kanal für Sie. Das kostet { $percent } % des Betrags, mindestens { $fee }. Die Zahlung muss zwischen { $least } und { $most } liegen.
receive-open = Lifeboat wartet auf die Zahlung. Lassen Sie die App geöffnet und entsperrt, bis sie ankommt.
receive-expires = Gültig bis { $time }.
receive-arriving = Die Zahlung kommt gerade an…
receive-expired = Diese Rechnung ist abgelaufen.
receive-expired-sentence = Niemand kann sie mehr bezahlen.
receive-waits-for-backup = Ihr Speicher antwortet nicht. Eine Zahlung kann erst ankommen, wenn die Sicherung wieder läuft.
receive-again = Neue Rechnung
receive-received = Empfangen
receive-received-sentence = { $amount } sind in Ihrer Wallet angekommen.
receive-bad-amount = Geben Sie den Betrag nur in Ziffern ein, zum Beispiel 2500.

## send

send-heading = Senden
send-sentence = Fügen Sie eine Lightning-Rechnung ein.
send-invoice = Rechnung
send-paste = Einfügen
send-paste-failed = Der Browser hat den Zugriff auf die Zwischenablage nicht erlaubt. Fügen Sie den Text direkt in das Feld ein.
send-check = Weiter
send-checking = Die Rechnung wird gelesen…
send-amount-heading = Wie viel?
send-amount-sentence = Diese Rechnung überlässt Ihnen den Betrag.
send-most = Sie können jetzt höchstens { $amount } senden.
send-confirm-heading = { $amount } senden?
send-confirm-sentence = Eine Zahlung lässt sich nicht zurückholen.
send-to = An
send-note = Notiz
send-no-note = keine
send-valid = Gültig bis
send-fee-note = Das Netzwerk berechnet eine kleine Routing-Gebühr. Danach sehen Sie sie im Verlauf.
send-pay = { $amount } senden
send-paying = Wird gesendet…
send-pay-again = Trotzdem noch einmal senden
send-pending-heading = Unterwegs
send-starting-heading = Wird gestartet
send-starting = { $amount } werden gesendet, sobald Ihr Lightning-Anbieter verbunden ist. Sie können diese Ansicht verlassen.
send-saving-heading = Wartet auf die Sicherung
send-pending = { $amount } sind unterwegs. Sie können diese Ansicht verlassen: Die Zahlung läuft weiter.
send-pending-backup = Die Zahlung geht weiter, sobald Ihre Sicherung gespeichert ist.
send-sent-heading = Gesendet
send-sent = { $amount } sind angekommen. Routing-Gebühr: { $fee }.
send-failed-heading = Nicht gesendet
send-failed = Es wurde nichts gesendet. Ihr Guthaben ist unverändert.

## activity

activity-heading = Verlauf
activity-sentence = Hier stehen alle Zahlungen dieser Wallet, die neuesten zuerst.
activity-received = Empfangen
activity-sent = Gesendet
activity-asked = Noch nicht bezahlt
activity-pending-in = Kommt an
activity-pending-out = Unterwegs
activity-starting = Wird gestartet
activity-saving = Wartet auf die Sicherung
activity-refused = Zurückgeschickt
activity-older = Ältere Zahlungen anzeigen
activity-failed = Fehlgeschlagen
activity-saved = In der Sicherung
activity-not-saved = Noch nicht in der Sicherung
activity-no-backup = Die Sicherung ist nicht eingeschaltet
activity-detail-received = Zahlung empfangen
activity-detail-sent = Zahlung gesendet
activity-detail-failed = Zahlung fehlgeschlagen
activity-detail-pending = Zahlung läuft
activity-amount = Betrag
activity-fee-out = Routing-Gebühr
activity-fee-in = Kosten der Kanalöffnung
activity-when = Wann
activity-note = Notiz
activity-hash = Payment-Hash
activity-preimage = Zahlungsnachweis (Preimage)
activity-backup = Sicherung
activity-why = Warum
activity-unknown = Diese Zahlung ist nicht in dieser Wallet.

## channels

channels-heading = Kanäle
channels-sentence = Lightning-Zahlungen laufen über Kanäle zu anderen Knoten.
channels-none = Sie haben noch keinen Kanal. Die erste Zahlung, die Sie empfangen, öffnet einen.
channels-usable = Bereit
channels-unconfirmed = Bereit, noch nicht bestätigt
channels-unseen = Nicht auf der Blockchain
channels-waiting = Wartet auf die Gegenseite
channels-opening = Wird geöffnet
channels-mine = Ihr Anteil
channels-sendable = Sendbar inklusive Gebühren
channels-reserve = Reserve
channels-reserve-hint = Die Reserve gehört Ihnen. Sie bleibt im Kanal, solange er offen ist, und kommt zurück, wenn er geschlossen wird.
channels-theirs = Empfangbar
channels-confirmations = Bestätigungen
channels-unconfirmed-hint = Bis dieser Kanal auf der Blockchain steht, hängt sein Inhalt vom Wort des Anbieters ab.
channels-unseen-hint = Die Transaktion, die diesen Kanal öffnet, wurde noch nie gesehen. Solange das so ist, wird über ihn keine Zahlung angefordert.
channels-capacity = Größe { $amount }
channels-closed = Ein Kanal wurde geschlossen
channels-closed-agreed = Beide Seiten haben sich auf das Schließen geeinigt.
channels-closed-by-peer = Ihr Lightning-Anbieter hat ihn geschlossen.
channels-closed-by-us = Diese Wallet hat ihn geschlossen.
channels-closed-unfunded = Er kam nie auf die Blockchain.
channels-closed-amount = Davon gehörten { $amount } Ihnen. Sie kommen über die Blockchain zurück, abzüglich der Gebühren.
channels-link-up = Mit dem Lightning-Knoten verbunden
channels-link-connecting = Verbindung zum Lightning-Knoten wird hergestellt…
channels-link-off = Nicht verbunden
channels-height = Neuester Block

## restore

restore-heading = Wallet wiederherstellen
restore-sentence = Sie brauchen den Speicher, in dem die Sicherung liegt, und Ihre PIN oder Ihre Wiederherstellungswörter.
restore-cloud = Aus der Cloud
restore-files = Aus Dateien auf dem Gerät
restore-files-heading = Dateien der Sicherung auswählen
restore-files-sentence = Das ist für den Fall, dass kein Dienst mehr erreichbar ist: Sie haben den Ordner der Sicherung auf einer Festplatte, einem Stick oder in Ihren Downloads.
restore-files-which-title = Welche Dateien
restore-files-which-all = Wählen Sie den Ordner „BitcoinWalletBackup_“ mit dem Namen der Wallet und allem, was darin ist, oder den Ordner darüber.
restore-files-which-names = Andere Namen stören nicht. Lifeboat schaut in die Dateien hinein.
restore-files-which-newest = Wenn Sie mehrere Kopien haben, nehmen Sie die neueste.
restore-files-folder = Ordner auswählen
restore-files-some = Einzelne Dateien auswählen
restore-files-reading = Wird gelesen
restore-files-found-sentence = Gefunden in den Dateien, die Sie ausgewählt haben.
restore-files-nothing-heading = Keine Sicherung in diesen Dateien
restore-files-nothing-sentence = Sie wurden fehlerfrei gelesen und enthalten keine Sicherung von Lifeboat.
restore-files-nothing-folder = Wählen Sie den Ordner so, wie er im Speicher war, mit dem Ordner „Channel state“ darin.
restore-files-nothing-whole = Laden Sie ihn noch einmal herunter: Eine Datei, die nicht vollständig heruntergeladen wurde, lässt sich nicht lesen.
restore-files-other = Andere Dateien auswählen
restore-files-left-out = Nicht Teil einer Sicherung: { $files }
restore-files-left-out-more = { $files } und { NUMBER($count) } weitere
restore-how-title = So geht es
restore-how-find = Lifeboat sucht in Ihrem Cloud-Speicher nach einer verschlüsselten Sicherung.
restore-how-open = Ihre PIN öffnet sie auf diesem Gerät. Weder der Speicher noch wir können das.
restore-how-old = Die Wallet läuft hier weiter. Das alte Gerät gibt sie von selbst ab.
restore-found-heading = Wählen Sie Ihre Wallet
restore-found-sentence = Gefunden: { $service }.
restore-changed = Letzte Änderung: { $time }
restore-unknown-time = Zeit der letzten Änderung unbekannt
restore-second-copy = Das ist eine Zweitkopie: Die erste ist vielleicht neuer.
restore-ended = Die Sicherung wurde hier ausgeschaltet: Diese Kopie ist vielleicht veraltet.
restore-no-channel-state = Der Stand der Kanäle fehlt; diese Version kann ihn noch nicht wiederherstellen.
restore-nothing-heading = Hier liegt keine Sicherung
restore-nothing-sentence = Der Speicher wurde fehlerfrei gelesen ({ $service }) und enthält keine Sicherung von Lifeboat.
restore-nothing-try = Was Sie versuchen können
restore-nothing-account = Ein anderes Konto: Ein anderer Benutzername oder eine andere Adresse öffnet einen anderen Ordner.
restore-nothing-service = Ein anderer Dienst: Vielleicht haben Sie einen anderen Speicher verwendet.
restore-nothing-moved = Der Ordner „Bitcoin Wallet Backup“ muss dort liegen, wo Lifeboat ihn angelegt hat, und so heißen. Wenn Sie ihn umbenannt oder verschoben haben, machen Sie das rückgängig, oder laden Sie ihn herunter, und stellen Sie die Wallet aus Dateien wieder her.
restore-other = Anderen Dienst wählen
restore-other-too = Auch anderswo suchen
restore-older =
    Älter als die andere Kopie ({ $service }): Hier { $count ->
        [one] fehlt ein Eintrag
       *[other] fehlen { $count } Einträge
    }. Stellen Sie die Wallet aus der anderen Kopie wieder her.
restore-newer = Neuer als die andere Kopie ({ $service }).
restore-as-new = So neu wie die andere Kopie ({ $service }).
restore-pin-heading = PIN von „{ $name }“ eingeben
restore-pin-sentence = Es ist die PIN, die Sie beim Einschalten der Sicherung gewählt haben.
restore-pin-button = Wiederherstellen
restore-use-phrase = Stattdessen die Wörter eingeben
restore-phrase-heading = Wörter eingeben
restore-phrase-sentence = Geben Sie Ihre 12 bis 24 Wörter der Reihe nach ein, durch Leerzeichen getrennt. Sie öffnen dieselbe Sicherung.
restore-phrase-label = Wiederherstellungswörter
restore-use-pin = Stattdessen die PIN eingeben
restore-wrong-pin = Diese PIN öffnet die Sicherung nicht. Die Sicherung selbst ist unversehrt: Versuchen Sie es noch einmal.
restore-wrong-phrase = Diese Wörter gehören zu einer anderen Wallet. Die Sicherung selbst ist unversehrt.
restore-steps-heading = „{ $name }“ wird wiederhergestellt
restore-steps-sentence = Bitte lassen Sie die Seite geöffnet.
restore-step-unlocking = Mit Ihrer PIN öffnen
restore-step-unlocking-phrase = Mit Ihren Wörtern öffnen
restore-step-reading = Neuesten Stand lesen
restore-step-taking-over = Vom alten Gerät übernehmen
restore-step-confirming = Prüfen, dass es nichts Neueres gibt
restore-step-catching-up = Mit der Blockchain abgleichen
restore-failed-heading = Noch nicht wiederhergestellt
restore-done-heading = Willkommen zurück
restore-done-sentence = „{ $name }“ ist wiederhergestellt und läuft auf diesem Gerät weiter.
restore-unfit = Ihre Wallet ist zurück und läuft. Ziehen Sie mit der Sicherung bald zu einem anderen Speicher um: in den Einstellungen unter „Sicherung“.
restore-balance = Guthaben
restore-last = Letzte Zahlung
restore-last-in = { $amount } empfangen, { $time }
restore-last-out = { $amount } gesendet, { $time }
restore-last-none = Noch keine Zahlungen
restore-compare = Stimmt das mit dem überein, woran Sie sich erinnern?
restore-old-device = Ihr altes Gerät ({ $device }, zuletzt aktiv am { $time }) zeigt die Wallet von jetzt an nur noch an.
restore-old-device-recent = Ihr altes Gerät ({ $device }) war zuletzt aktiv: { $time }. Es zeigt die Wallet von jetzt an nur noch an; schließen Sie Lifeboat dort, um sicherzugehen.
restore-active-now = Ein Gerät hat zuletzt in diese Sicherung geschrieben: { $time }. Wenn es noch läuft, zeigt es die Wallet von jetzt an nur noch an.
restore-old-device-files = Diese Dateien hat zuletzt { $device } geschrieben, am { $time }. Verwenden Sie diese Wallet dort nicht mehr: Zwei Geräte zugleich könnten Geld verlieren.
restore-old-device-files-unknown = Verwenden Sie diese Wallet auf keinem anderen Gerät mehr: Zwei Geräte zugleich könnten Geld verlieren.
restore-old-device-unknown = Wenn Ihr altes Gerät diese Wallet noch hat, zeigt es sie von jetzt an nur noch an.
restore-done = Zu meiner Wallet

## question

question-torn-heading = Ist das alte Gerät endgültig weg?
question-torn-sentence = Der neueste Eintrag der Sicherung ist nicht vollständig.
question-torn-why-title = Was das bedeuten kann
question-torn-why-writing = Das andere Gerät schreibt gerade. Dann hilft es zu warten.
question-torn-why-died = Es hat mittendrin aufgehört, ohne Strom oder Internet. Dann schreibt es den Eintrag zu Ende, sobald es wieder da ist.
question-torn-why-gone = Es ist verloren oder kaputt. Dann schreibt niemand den Eintrag zu Ende.
question-torn-gone-title = Wenn Sie sagen, dass es weg ist
question-torn-gone = Der unfertige Eintrag wird entfernt, und die Wallet läuft hier weiter. Wenn das andere Gerät doch noch läuft, könnte es seine letzte Zahlung verlieren.
question-torn-wait = Warten, dann erneut versuchen
question-torn-sure = Das alte Gerät ist endgültig weg
question-ended-heading = Diese Sicherung wurde ausgeschaltet
question-ended-sentence = { $device } hat sie am { $time } ausgeschaltet und die Wallet seither ohne sie verwendet.
question-ended-sentence-unknown = Das Gerät mit der Wallet hat sie seither ohne diese Sicherung verwendet.
question-ended-moved = Die Sicherung ist an einen anderen Ort umgezogen: { $to }.
question-ended-why-title = Warum das wichtig ist
question-ended-why = Zahlungen, die seither gemacht wurden, fehlen in dieser Kopie. Mit einem veralteten Stand kann die Gegenseite eines Kanals nehmen, was darin ist.
question-ended-gone-title = Wenn das Gerät weg ist und es nichts Neueres gibt
question-ended-gone = Dann ist diese Kopie alles, was es gibt. Nur dann sollten Sie sie wiederherstellen.
question-ended-other = Neuere Sicherung suchen
question-second-heading = Das ist eine Zweitkopie
question-second-sentence = Sie folgt einer anderen Kopie der Wallet bei einem anderen Dienst.
question-second-why = Die erste Kopie enthält vielleicht neuere Zahlungen. Mit einem veralteten Stand kann die Gegenseite eines Kanals nehmen, was darin ist.
question-second-gone-title = Wenn die erste Kopie endgültig weg ist
question-second-gone = Dann läuft die Wallet von hier aus weiter, und diese Kopie wird die Sicherung. Das alte Gerät hält an, sobald es das sieht.
question-second-other = Erste Kopie suchen
question-second-sure = Die erste ist weg: diese nehmen
question-files-heading = Sind das die neuesten Dateien?
question-files-sentence = Sie wurden zuletzt von { $device } geschrieben, am { $time }.
question-files-sentence-unknown = Nichts verrät, wann sie zuletzt geschrieben wurden.
question-files-why = Zahlungen, die seither gemacht wurden, fehlen in diesen Dateien. Mit einem veralteten Stand kann die Gegenseite eines Kanals nehmen, was darin ist. Und ein Gerät, das diese Wallet noch hat, wird nicht angehalten: Zwei zugleich könnten Geld verlieren.
question-files-gone-title = Wenn der Speicher und das alte Gerät endgültig weg sind
question-files-gone = Dann sind diese Dateien alles, was es gibt. Die Wallet läuft hier weiter und bittet Sie sofort um eine neue Sicherung.
question-files-other = Sicherung in der Cloud suchen
question-files-sure = Nichts Neueres: diese nehmen
question-read-only-heading = Der Speicher nimmt keine neuen Dateien an
question-read-only-sentence = Die Sicherung wurde gelesen. Zuletzt hat { $device } sie geschrieben, am { $time }.
question-read-only-sentence-unknown = Die Sicherung wurde gelesen. Nichts verrät, wann sie zuletzt geschrieben wurde.
question-read-only-why = Beim Wiederherstellen wird ein Eintrag geschrieben, der das letzte Gerät anhält. Ohne ihn könnten zwei Geräte diese Wallet zugleich verwenden und dabei Geld verlieren. Schaffen Sie Platz im Speicher, oder erlauben Sie diesem Konto zu schreiben, und versuchen Sie es dann noch einmal.
question-read-only-gone-title = Wenn kein anderes Gerät diese Wallet hat
question-read-only-gone = Dann kann sie hier mit dem Gelesenen weiterlaufen. Sie werden sofort um eine neue Sicherung gebeten: Wählen Sie dafür einen anderen Ort.
question-read-only-wait = Erneut versuchen
question-read-only-sure = Kein anderes Gerät: weiter
question-ended-sure = Nichts Neueres: wiederherstellen
question-gone-heading = Sicherung neu schreiben?
question-gone-sentence = Die Sicherung ist aus dem Speicher verschwunden. Dieses Gerät hat alles, was es geschrieben hat, und Lifeboat hat angehalten, um Ihr Geld zu schützen.
question-gone-why = Wenn der Ordner verschoben oder gelöscht wurde, holen Sie ihn aus dem Papierkorb des Speichers zurück, und sehen Sie dann noch einmal nach. Wenn ein anderes Gerät diese Wallet seither verwendet hat, fehlen dessen Zahlungen auf diesem.
question-gone-gone-title = Wenn seither kein anderes Gerät diese Wallet verwendet hat
question-gone-gone = Dann hat dieses Gerät alles. Es schreibt die ganze Sicherung neu, und Ihre PIN und Ihre Wörter bleiben, wie sie sind.
question-gone-wait = Noch einmal nachsehen
question-gone-sure = Kein anderes Gerät: neu schreiben
question-fees-heading = Auf niedrigere Gebühren warten?
question-fees-sentence = Geld aus einem geschlossenen Kanal kann auf Ihr Guthaben auf der Blockchain gesendet werden, aber die Gebühren sind hoch. Das Geld ist sicher und wird automatisch gesendet, wenn sie sinken.
question-fees-why = Wenn Sie { $value } jetzt senden, kostet das etwa { $fee }. Niemand sonst kann das Geld inzwischen nehmen, Warten ist also ohne Risiko.
question-fees-wait = Auf niedrigere Gebühren warten
question-fees-sure = Jetzt senden
question-unheard-heading = Auf den Anbieter warten?
question-unheard-sentence = Diese Wallet kommt aus einer Sicherung, und die Frist einer Zahlung darin ist abgelaufen. Lifeboat hat den Kanal hier geschlossen und hält die Schließung zurück, bis der Anbieter bestätigt hat, dass die Sicherung aktuell ist.
question-unheard-why = Wenn die Sicherung veraltet ist, kann der Anbieter alles nehmen, was Sie im Kanal haben, sobald die Schließung gesendet ist: bis zu { $amount }. Wenn der Anbieter wieder da ist, schließt er den Kanal selbst, und Ihr Teil kommt zu Ihnen. Lifeboat wartet darauf ohne Frist. Beim Warten sind höchstens Zahlungen gefährdet, die noch unterwegs waren.
question-unheard-channel = Kanal { $id }: bis zu { $amount }
question-unheard-gone-title = Wenn der Anbieter endgültig weg ist
question-unheard-gone = Dann kommt Ihr Teil nur zurück, wenn Sie die Schließung senden, einige Tage danach. Senden Sie sie nur, wenn Sie sicher sind, dass der Anbieter nie zurückkommt und dass es nichts Neueres als diese Sicherung gibt. Das lässt sich nicht rückgängig machen.
question-unheard-wait = Auf den Anbieter warten
question-unheard-sure = Anbieter endgültig weg: senden

## security

security-heading = Sicherheitscheck
security-sentence = Hier sehen Sie, was Ihr Geld schützt und was noch fehlt.
security-row = Sicherheitscheck
security-good = Gut
security-missing = Zu tun
security-unknown = Nicht bekannt
security-backup = Sicherung
security-backup-on = Nach jeder Zahlung aktuell.
security-backup-off = Wenn Sie dieses Gerät verlieren, sind auch Ihre Bitcoin verloren.
security-turn-on = Sicherung einschalten
security-pin = PIN
security-pin-none = Es gibt keine: Wer dieses Gerät hat, hat die Wallet.
security-set-pin = PIN festlegen
security-pin-unknown = Sperren und entsperren Sie einmal, dann wird hier angezeigt, wie stark sie ist.
security-pin-weak = Wer die verschlüsselte Datei und eine Grafikkarte hat, braucht nur etwa { $time }, um Ihre PIN mit { NUMBER($digits) } Ziffern zu erraten. Verwenden Sie mehr Ziffern.
security-pin-good = Wer die verschlüsselte Datei und eine Grafikkarte hat, braucht etwa { $time }, um Ihre PIN mit { NUMBER($digits) } Ziffern zu erraten.
security-change-pin = PIN ändern
security-storage = Speicher auf diesem Gerät
security-storage-kept = Der Browser hat versprochen, die Daten zu behalten.
security-storage-lent = Der Browser darf die Daten löschen, wenn der Platz knapp wird oder wenn Sie Lifeboat eine Weile nicht geöffnet haben (Safari: sieben Tage). Ihre Sicherung bringt die Wallet zurück.
security-storage-lent-alone = Der Browser darf die Daten löschen, wenn der Platz knapp wird oder wenn Sie Lifeboat eine Weile nicht geöffnet haben (Safari: sieben Tage). Ohne Sicherung wäre Ihr Geld dann weg.
security-ask = Daten dauerhaft behalten
security-installed = Startbildschirm
security-installed-yes = Als App installiert.
security-installed-no = Installieren Sie Lifeboat über das Menü des Browsers: Browser behalten die Daten installierter Apps länger.
security-amount = Betrag
security-amount-fine = Der Betrag passt zu einer Wallet auf dem Telefon (bis { $limit }).
security-amount-high = Sie haben mehr als { $limit }. Ersparnisse gehören in eine Hardware- oder Multisig-Wallet.

## trouble

trouble-what = Was passiert ist
trouble-funds = Ist mein Geld sicher?
trouble-fix = Was Sie tun können
trouble-next = Wie es weitergeht
trouble-funds-safe = Ja. Es ist nichts verloren. Zahlungen warten, bis sie gesichert werden können.
trouble-funds-only-here = Ja, aber nur, solange dieser Tab geöffnet ist. Schalten Sie jetzt die Sicherung ein.
trouble-back-up = Sicherung einschalten
trouble-funds-stopped = Ihr Geld gehört weiterhin Ihnen. Lifeboat hat angehalten, bevor etwas ins Netzwerk gesendet wurde, das Sie Geld kosten könnte.
trouble-funds-untouched = Ja. Ihr Geld ist davon nicht betroffen.
trouble-next-itself = Lifeboat versucht es automatisch noch einmal. Sie können es auch gleich versuchen.
trouble-next-user = Wenn Sie das getan haben, macht Lifeboat dort weiter, wo es aufgehört hat.
trouble-next-never = Ein neuer Versuch auf demselben Weg hilft nicht.
trouble-causes = Häufige Ursachen
trouble-second-holds-up = Sie haben gewählt, dass beide Kopien bestätigen müssen, und die zweite tut es nicht. In den Einstellungen der Sicherung können Sie sich dort neu anmelden oder „Beide müssen bestätigen“ abwählen: Dann warten Zahlungen nur auf die erste Kopie.
trouble-cause-offline = Sie haben kein Internet: Prüfen Sie, ob andere Seiten laden.
trouble-cause-server = Der Server des Speichers ist ausgefallen oder startet neu: Warten Sie eine Minute.
trouble-cause-password = Das Passwort wurde geändert: Verbinden Sie sich mit dem neuen.
trouble-cause-full = Der Speicher ist voll: Löschen Sie dort etwas.
trouble-since = Seit { $time }
trouble-reconnect = Neu verbinden
trouble-change-password = Passwort ändern
trouble-details = Angaben für eine Support-Anfrage
trouble-details-hint = Sie entstehen auf diesem Gerät und enthalten keine Schlüssel, keine PIN, keine Beträge und keine Adressen. Es wird nichts gesendet: Kopieren Sie sie, wenn Sie möchten.
trouble-nothing-heading = Alles funktioniert
trouble-nothing = Mit dieser Wallet und ihrer Sicherung gibt es zurzeit kein Problem.
trouble-retried = Neuer Versuch…

## elsewhere

elsewhere-heading = Auf einem anderen Gerät geöffnet
elsewhere-sentence = Diese Wallet wurde am { $time } auf { $device } geöffnet. Hier können Sie sie nur ansehen.
elsewhere-sentence-unknown = Die Sicherung enthält etwas Neueres als dieses Gerät. Hier können Sie die Wallet nur ansehen.
elsewhere-why = Eine Lightning-Wallet darf immer nur auf einem Gerät laufen. Zwei zugleich könnten Geld verlieren.
elsewhere-use-here = Hier verwenden
elsewhere-take-it = Übernehmen
elsewhere-use-here-note = Das andere Gerät zeigt die Wallet dann nur noch an.
elsewhere-look = Guthaben und Verlauf ansehen
elsewhere-tab-heading = In einem anderen Tab geöffnet
elsewhere-tab-sentence = Diese Wallet läuft schon in einem anderen Tab dieses Browsers. Hier können Sie sie nur ansehen.
elsewhere-tab-note = Der andere Tab zeigt die Wallet dann nur noch an.
elsewhere-taking = Die Wallet wird hierher geholt
elsewhere-taking-sentence = Lifeboat liest den neuesten Stand aus Ihrer Sicherung.

## settings

settings-heading = Einstellungen
settings-backup = Sicherung
settings-set-pin = PIN festlegen
settings-set-pin-hint = Ohne PIN kann jeder, der dieses Gerät hat, die Wallet verwenden
settings-lock-after = Automatisch sperren
settings-lock-minutes = nach { NUMBER($minutes) } min
settings-lock-never = nie
settings-lock = Jetzt sperren
settings-lock-hint = Die PIN öffnet die Wallet wieder
settings-channels = Kanäle
settings-language = Sprache
settings-language-browser = Wie im Browser
settings-about = Über Lifeboat
settings-backup-heading = Sicherung
settings-backup-sentence = Eine verschlüsselte Kopie liegt in Ihrem eigenen Speicher und ist nach jeder Zahlung aktuell.
settings-off-sentence = Die Sicherung ist nicht eingeschaltet. Wenn Sie dieses Gerät verlieren, sind auch Ihre Bitcoin verloren.
settings-turn-on = Sicherung einschalten
settings-service = Dienst
settings-account = Konto
settings-place = Ordner
settings-file = Name
settings-last = Zuletzt gesichert
settings-proved = Zuletzt zur Probe geöffnet
settings-proved-never = Noch nie
settings-size = Größe
settings-room = Freier Platz dort
settings-open-place = Ordner öffnen ({ $service })
settings-unknown = Unbekannt
settings-now = Jetzt sichern
settings-now-working = Wird gesichert und geprüft…
settings-now-done = Die Sicherung wurde gespeichert, zurückgelesen und geöffnet.
settings-change-pin = PIN ändern
settings-reconnect = Neu anmelden
settings-disconnect = Sicherung trennen
settings-disconnect-heading = Sicherung trennen?
settings-disconnect-second = Damit endet auch die Zweitkopie.
settings-disconnect-sentence = Danach liegt Ihr Geld nur noch auf diesem Gerät: Wenn Sie es verlieren, verlieren Sie Ihre Bitcoin. Ihre PIN öffnet die Wallet hier weiterhin.
settings-keep = Trennen, Kopie behalten
settings-keep-note = Die Kopie veraltet mit jeder Zahlung. Sie wird markiert, damit beim Wiederherstellen eine Warnung erscheint.
settings-delete = Trennen, Kopie löschen
settings-disconnecting = Die Sicherung wird ausgeschaltet…
settings-still-on = Die Sicherung ist noch eingeschaltet.
settings-disconnected = Die Sicherung ist ausgeschaltet. Ihr Geld liegt nur noch auf diesem Gerät.
settings-disconnected-deleted = Die Sicherung ist ausgeschaltet, und ihre Kopie ist gelöscht. Ihr Geld liegt nur noch auf diesem Gerät.
settings-old-copy = Eine alte Kopie ist noch da
settings-old-copy-sentence = Sie sollte gelöscht werden und ist noch in { $place } ({ $service }). Sie ist als ausgeschaltet markiert.
settings-moved-copy = Der alte Ort
settings-moved-copy-sentence = Die Sicherung ist umgezogen. Ihre alte Kopie ist noch in { $place } ({ $service }) und als umgezogen markiert. Sie wird nicht mehr geschrieben.
settings-unmarked-copy-sentence = Die Kopie in { $place } ({ $service }) war nicht erreichbar, deshalb steht dort noch nicht, dass sie veraltet ist. Lifeboat markiert sie, sobald der Speicher antwortet. Ein Gerät, das sie noch verwendet, hält dann an.
settings-old-copy-forget = Endgültig weg: vergessen
settings-old-copy-delete = Alte Kopie löschen
settings-old-copy-deleting = Wird gelöscht…
settings-old-copy-gone = Die alte Kopie ist gelöscht.

## about

about-heading = Über Lifeboat
about-sentence = Eine Bitcoin-Lightning-Wallet in einer Webseite, gesichert in Ihrer eigenen Cloud.
about-version = Version
about-network = Netzwerk
about-mainnet = Bitcoin
about-network-unknown = Nicht bekannt
about-signet = Signet (Testgeld)
about-regtest = Regtest (Testgeld)
about-free = Open Source: MIT oder Apache-2.0.
about-amounts = Lifeboat ist für Alltagsbeträge gemacht. Ersparnisse gehören in eine Hardware- oder Multisig-Wallet.
about-credit = Gestaltung nach dem Bitcoin UI Kit (CC BY 4.0). Symbole: Bitcoin Icons (MIT).

## second

second-title = Zweitkopie
second-none = Die Sicherung kann eine Zweitkopie bei einem anderen Dienst haben. Wenn ein Dienst verloren geht, hat der andere Ihre Wallet. Auf diesem Weg ziehen Sie auch zu einem anderen Dienst um.
second-add = Zweiten Dienst hinzufügen
second-place = { $place } ({ $service }, { $account })
second-idle = Sie wartet auf die Sicherung.
second-looking = Es wird geprüft, wie weit sie ist…
second-in-step = Sie enthält alles. Zuletzt bestätigt: { $ago }.
second-nothing-yet =
    Noch ist nichts kopiert: { $behind ->
        [one] Ein Eintrag steht
       *[other] { $behind } Einträge stehen
    } noch aus.
second-following =
    Bis Eintrag { NUMBER($position) } kopiert: { $behind ->
        [one] Ein Eintrag steht
       *[other] { $behind } Einträge stehen
    } noch aus.
second-waiting =
    Sie wartet: { $why }. { $behind ->
        [one] Ein Eintrag steht
       *[other] { $behind } Einträge stehen
    } noch aus.
second-paused = Sie steht still: { $why }.
second-both = Beide müssen bestätigen
second-both-hint = Am sichersten: Eine Zahlung gilt erst, wenn beide Dienste sie haben. Zahlungen warten dann auf den langsameren und darauf, dass beide erreichbar sind.
second-both-waiting = Lifeboat wartet, bis die Zweitkopie alles enthält…
second-move-there = Dorthin umziehen ({ $service })
second-moving = Die Sicherung zieht um…
second-moved = Die Sicherung ist umgezogen: { $service }.
second-move-heading = Mit der Sicherung umziehen?
second-move-sentence = Zuerst wird alles dorthin kopiert und zurückgelesen. Dann liegt Ihre Sicherung am neuen Ort ({ $service }), und die alte Kopie wird als umgezogen markiert. Sie bleibt, bis Sie sie löschen.
second-move-yes = Umziehen
second-remove = Zweitkopie entfernen
second-removing = Wird entfernt…
second-remove-heading = Zweitkopie entfernen?
second-remove-sentence = Die Sicherung bleibt, wo sie ist. Die Zweitkopie wird nicht mehr geschrieben.
second-keep = Entfernen, Dateien behalten
second-delete = Entfernen, Dateien löschen
second-removed = Die Zweitkopie ist entfernt.
second-removed-deleted = Die Zweitkopie ist entfernt, und ihre Dateien sind gelöscht.
second-choose-heading = Wo soll die Zweitkopie liegen?
second-choose-sentence = Wählen Sie einen anderen Dienst oder ein anderes Konto. Dort liegen dann dieselben verschlüsselten Dateien.
second-form-button = Zweitkopie hinzufügen
second-form-working = Wird ausprobiert…
second-gone = Dieser Dienst ist endgültig weg
second-gone-heading = Mit der Zweitkopie weitermachen?
second-gone-sentence = Danach liegt Ihre Sicherung hier: { $service }. Der alte Ort wird nicht mehr verwendet.
second-gone-current = Die Zweitkopie enthält alles, was dieses Gerät hat, bis Eintrag { NUMBER($position) }.
second-gone-behind =
    Die Zweitkopie ist bei Eintrag { NUMBER($position) }, { $behind ->
        [one] einen Eintrag hinter diesem Gerät. Dieses Gerät schreibt den fehlenden Eintrag
       *[other] { $behind } Einträge hinter diesem Gerät. Dieses Gerät schreibt die fehlenden Einträge
    } zuerst dorthin: Es geht nichts verloren.
second-gone-written = Der neueste Eintrag wurde am { $time } geschrieben.
second-gone-warning = Tun Sie das nur, wenn der alte Ort verloren ist. Ein Gerät, das ihn noch verwendet, könnte sonst dort weitermachen.
second-gone-yes = Mit Zweitkopie weitermachen
second-gone-working = Die Zweitkopie wird übernommen…
second-gone-done = Die Sicherung liegt jetzt hier: { $service }.

## problems

problems-unreachable = Der Speicher antwortet nicht
    .what = Lifeboat hat den Speicher gefragt und keine Antwort bekommen.
    .fix = Prüfen Sie Ihre Internetverbindung. Wenn sie funktioniert, ist der Server ausgefallen, oder er erlaubt keine Webseiten anderer Adressen (CORS). Eine Seite mit https:// bekommt auch von einer Adresse mit http:// keine Antwort.
problems-signed-out = Das Passwort wird nicht angenommen
    .what = Der Speicher hat die Anmeldung abgelehnt.
    .fix = Melden Sie sich mit dem aktuellen Benutzernamen und Passwort neu an. Wenn die Anmeldung einen zweiten Schritt hat, verlangt der Speicher hier ein App-Passwort.
problems-denied = Der Speicher erlaubt das nicht
    .what = Sie sind angemeldet, aber dieses Konto darf in diesen Ordner nicht schreiben.
    .fix = Geben Sie dem Konto dort Schreibrechte, oder verwenden Sie ein anderes Konto. Ein neues Konto muss manchmal zuerst auf der Seite des Dienstes geöffnet werden; in einer Firma muss vielleicht die Administration Lifeboat erlauben.
problems-quota-full = Der Speicher ist voll
    .what = Der Speicher hat keinen Platz für den nächsten Eintrag der Sicherung.
    .fix = Löschen Sie dort etwas, oder besorgen Sie mehr Platz. Die Sicherung selbst braucht nur wenige Megabyte.
problems-busy = Der Speicher ist überlastet
    .what = Der Speicher bittet darum, es später noch einmal zu versuchen.
    .fix = Warten Sie einen Moment.
problems-still-saving = Noch ist nicht alles gesichert
    .what = Das Schreiben dauert länger als sonst. Was fehlt, liegt auf diesem Gerät und wird geschrieben, sobald der Speicher es annimmt.
    .fix = Warten Sie einen Moment, und versuchen Sie es dann noch einmal.
problems-unavailable = Der Speicher hat eine Störung
    .what = Der Speicher hat mit einem eigenen Fehler geantwortet.
    .fix = Warten Sie ein paar Minuten. Wenn es so bleibt, wenden Sie sich an den Betreiber des Speichers.
problems-not-a-drive = Das ist keine Adresse eines Speichers
    .what = Unter der Adresse antwortet etwas anderes, zum Beispiel eine Webseite.
    .fix = Prüfen Sie die Adresse. Nextcloud zeigt die richtige unter Dateien, Einstellungen, WebDAV.
problems-redirected-away = Die Adresse führt zu einem anderen Server
    .what = Der Speicher leitet zu einem anderen Server weiter. Ihr Passwort wird dorthin nicht gesendet.
    .fix = Geben Sie die endgültige Adresse ein, zu der die Weiterleitung führt, wenn Sie ihr vertrauen.
problems-replaces = Dieser Speicher ist für eine Lightning-Wallet nicht sicher
    .what = Er ersetzt Dateien, obwohl er das ablehnen müsste. Zwei Geräte könnten dann gegenseitig ihren Stand überschreiben.
    .fix = Wählen Sie einen anderen Speicher. Nextcloud, Apache und dieser Server funktionieren.
problems-no-precondition = Dieser Speicher kann Dateien nicht sicher anlegen
    .what = Er kann eine Datei nicht nur dann anlegen, wenn es dort noch keine gibt (bedingtes Schreiben, If-None-Match). Zwei Geräte könnten dann gegenseitig ihren Stand überschreiben.
    .fix = Wählen Sie einen Dienst mit bedingtem Schreiben oder einen anderen Speicher.
problems-several-writers = Dieser Speicher lässt zwei Geräte zugleich schreiben
    .what = Wenn mehrere Geräte im selben Moment dieselbe Datei anlegen, sagt er mehr als einem davon, es habe geklappt.
    .fix = Wählen Sie einen anderen Speicher. Nextcloud, Apache und dieser Server funktionieren.
problems-renames = Dieser Speicher benennt Dateien nicht sicher um
    .what = Das Umbenennen schlägt dort fehl oder ersetzt, was es nicht ersetzen darf. Oft liegt es an einem Proxy vor dem Server, der das Ziel nicht weitergibt (die Kopfzeile Destination).
    .fix = Fragen Sie den Betreiber des Servers, oder wählen Sie einen anderen Speicher.
problems-no-folders = Dieser Speicher legt keine Ordner an
    .what = Er hat geantwortet, dass er keinen Ordner anlegen kann.
    .fix = Wählen Sie einen anderen Speicher.
problems-refuses-new = Dieser Speicher lehnt neue Dateien ab
    .what = Er hat eine Datei nicht angelegt, als gäbe es sie schon. Es gibt sie aber nicht.
    .fix = Fragen Sie den Betreiber des Servers, oder wählen Sie einen anderen Speicher.
problems-changes-files = Dieser Speicher verändert Dateien
    .what = Eine Datei oder ihr Name kam anders zurück, als sie geschrieben wurde.
    .fix = Wählen Sie einen anderen Speicher.
problems-unsupported = Der Speicher kann das nicht
    .what = Er hat geantwortet, dass er eine Art von Anfrage nicht kennt, die eine Sicherung braucht.
    .fix = Wählen Sie einen anderen Speicher.
problems-long-pause = Der Speicher verlangt eine lange Pause
    .what = Er möchte länger als eine Minute keine Anfragen, vielleicht bis zu einem Tag.
    .fix = Versuchen Sie es später noch einmal. Wenn es so bleibt, fragen Sie den Betreiber des Speichers.
problems-no-bucket = Diesen Bucket gibt es nicht
    .what = Der Dienst antwortet, hat aber keinen Bucket mit diesem Namen.
    .fix = Prüfen Sie den Namen des Buckets und die Adresse des Dienstes. Lifeboat legt keine Buckets an.
problems-wrong-region = Der Bucket liegt in einer anderen Region
    .what = Der Dienst lehnt die Region ab, die eingegeben wurde.
    .fix = Geben Sie die Region ein, die die Konsole des Dienstes für diesen Bucket zeigt{ $right }.
problems-clock-off = Die Uhr geht falsch
    .what = Der Speicher lehnt Anfragen wegen ihrer Uhrzeit ab. Schlüssel und Passwort können richtig sein.
    .fix = Stellen Sie Datum und Uhrzeit dieses Geräts richtig ein, am besten automatisch, und versuchen Sie es dann noch einmal.
problems-cors-blocked = Der Server lässt diese Seite nicht herein
    .what = Er antwortet, erlaubt aber keine Webseiten anderer Adressen (CORS).
    .fix = Der Betreiber des Servers kann es erlauben, siehe unten.
problems-weak-password = Dieses Passwort lässt sich erraten
    .what = Der Betreiber des Servers könnte kurze Passwörter der Reihe nach ausprobieren.
    .fix = Verwenden Sie mindestens 12 Zeichen und nicht nur Ziffern. Ein Passwortmanager erzeugt gute Passwörter.
problems-bad-address = Das ist keine Adresse
    .what = Es muss die Adresse für Programme sein (WebDAV), ohne Benutzernamen und ohne ? oder #. Die Adresse der Seite, die Ihre Dateien zeigt, ist eine andere.
    .fix = Kopieren Sie die Adresse aus den Einstellungen Ihres Speichers. Nextcloud zeigt sie unter Dateien, Einstellungen, WebDAV.
problems-folder-gone = Der Ordner der Sicherung ist weg
    .what = Diese Wallet hat dort eine Sicherung geschrieben, und jetzt ist sie nicht mehr da.
    .fix = Wenn Sie den Ordner verschoben oder gelöscht haben, holen Sie ihn zurück, zum Beispiel aus dem Papierkorb des Speichers. Sonst melden Sie sich bei dem Konto an, in dem er liegt.
problems-backup-gone = Die Sicherung ist weg
    .what = Der Speicher hat nichts mehr von dem, was dieses Gerät dort zuletzt geschrieben hat.
    .fix = Holen Sie den Ordner aus dem Papierkorb des Speichers zurück, oder schreiben Sie die Sicherung von diesem Gerät aus neu.
problems-folder-empty = Der Ordner der Sicherung ist leer
    .what = Der Ordner ist da, aber es liegt keine Datei einer Sicherung darin.
    .fix = Holen Sie die Dateien aus dem Papierkorb oder den älteren Versionen des Speichers zurück, und versuchen Sie es dann noch einmal.
problems-file-too-large = Der Speicher nimmt so große Dateien nicht an
    .what = Eine Datei der Sicherung ist größer, als der Speicher oder ein Server davor erlaubt.
    .fix = Bitten Sie den Betreiber, Dateien bis 64 MB zu erlauben (in nginx: client_max_body_size), oder ziehen Sie mit der Sicherung an einen anderen Ort um.
problems-wrong-kind = Eine Datei ist im Weg
    .what = Im Speicher liegt eine Datei, wo der Ordner der Sicherung hingehört, oder ein Ordner, wo eine Datei hingehört.
    .fix = Räumen Sie sie dort aus dem Weg, und versuchen Sie es dann noch einmal.
problems-overwrote = Der Speicher hat eine Datei ersetzt
    .what = Er sollte nie eine Datei der Sicherung ersetzen und hat es doch getan. Zahlungen eines anderen Geräts können dort verloren sein, deshalb hat Lifeboat angehalten.
    .fix = Zahlen Sie mit keinem Gerät. Prüfen Sie, welches Gerät die neuesten Zahlungen hat, machen Sie dort weiter, und ziehen Sie mit der Sicherung zu einem anderen Speicher um.
problems-cancelled = Sie haben abgebrochen
    .what = Der Vorgang wurde beendet, bevor er fertig war.
    .fix = Starten Sie ihn neu, wann immer Sie möchten.
problems-under-way = Etwas anderes läuft noch
    .what = Lifeboat erledigt solche Dinge nacheinander, und das letzte ist noch nicht fertig.
    .fix = Warten Sie, bis es fertig ist, und versuchen Sie es dann noch einmal.
problems-already-on = Die Sicherung ist schon eingeschaltet
    .what = Diese Wallet wird bereits gesichert.
    .fix = Sie müssen nichts tun. Wenn Sie den Ort wechseln möchten, ziehen Sie in den Einstellungen mit der Sicherung um.
problems-sign-in-cancelled = Sie haben es nicht erlaubt
    .what = Die Anmeldung wurde auf der Seite des Dienstes abgebrochen.
    .fix = Versuchen Sie es noch einmal, oder wählen Sie einen anderen Ort.
problems-sign-in-expired = Die Anmeldung ist nicht mehr gültig
    .what = Sie hat länger als zehn Minuten gedauert oder wurde schon einmal beantwortet.
    .fix = Beginnen Sie die Anmeldung noch einmal.
problems-scope-missing = Eine Berechtigung fehlt
    .what = Sie haben sich angemeldet, aber das Häkchen nicht gesetzt, mit dem Lifeboat seine eigenen Dateien ablegen darf.
    .fix = Versuchen Sie es noch einmal, und setzen Sie jedes Häkchen. Lifeboat fragt nur nach seinen eigenen Dateien.
problems-wrong-account = Das ist ein anderes Konto
    .what = Sie haben sich bei einem anderen Konto angemeldet als dem, in dem diese Sicherung liegt.
    .fix = Melden Sie sich neu an, und wählen Sie das Konto dieser Sicherung.
problems-registration-refused = Der Dienst kennt diese Lifeboat-Seite nicht
    .what = Die Registrierung dieser Seite beim Dienst fehlt, ist falsch oder wurde zurückgezogen.
    .fix = Wenden Sie sich an den Betreiber dieser Lifeboat-Seite, oder wählen Sie einen anderen Ort.
problems-sign-in-refused = Der Dienst hat die Anmeldung abgelehnt
    .what = Er hat keinen Grund genannt, den Lifeboat kennt.
    .fix = Versuchen Sie es in ein paar Minuten noch einmal, oder wählen Sie einen anderen Ort.
problems-not-configured = Dieser Dienst ist hier nicht eingerichtet
    .what = Diese Lifeboat-Seite ist bei dem Dienst nicht registriert.
    .fix = Wenden Sie sich an den Betreiber dieser Lifeboat-Seite, oder wählen Sie einen anderen Ort.
problems-no-backup = Hier liegt keine Sicherung
    .what = Der Speicher wurde fehlerfrei gelesen und enthält keine Sicherung.
    .fix = Versuchen Sie es mit einem anderen Konto oder einem anderen Dienst.
problems-wrong-secret = Falsche PIN
    .what = Die PIN oder die Wörter öffnen die Sicherung nicht. Es ist nichts beschädigt.
    .fix = Versuchen Sie es in Ruhe noch einmal.
problems-damaged = Eine Datei der Sicherung ist beschädigt
    .what = Eine Datei wurde verändert, seit sie geschrieben wurde, und Lifeboat verwendet sie nicht.
    .fix = Wenn Ihr Speicher ältere Versionen von Dateien behält, stellen Sie die unversehrte Version dieser einen Datei wieder her. Setzen Sie nie einen älteren Ordner an die Stelle eines neueren: Ein veralteter Stand kann Geld kosten.
problems-truncated = Eine Datei der Sicherung ist nicht vollständig
    .what = Eine Datei endet zu früh. Vielleicht wird sie gerade noch hochgeladen.
    .fix = Warten Sie eine Minute. Wenn es so bleibt und Ihr Speicher ältere Versionen von Dateien behält, stellen Sie die unversehrte Version dieser einen Datei wieder her.
problems-foreign = Eine Datei gehört zu einer anderen Wallet
    .what = Eine Datei im Ordner der Sicherung wurde von einer anderen Wallet geschrieben.
    .fix = Nehmen Sie fremde Dateien aus dem Ordner heraus, und versuchen Sie es dann noch einmal.
problems-swapped = Zwei Dateien der Sicherung sind vertauscht
    .what = Eine Datei trägt den Namen einer anderen.
    .fix = Machen Sie das Umbenennen in Ihrem Speicher rückgängig, und versuchen Sie es dann noch einmal.
problems-too-new = Von einem neueren Lifeboat geschrieben
    .what = Diese Version versteht das Format der Sicherung nicht.
    .fix = Laden Sie die Seite neu, um die neueste Version zu bekommen.
problems-gap = Ein Eintrag der Sicherung fehlt
    .what = Die Sicherung ist eine Kette von Einträgen, und einer davon ist weg.
    .fix = Holen Sie die gelöschte Datei aus dem Papierkorb Ihres Speichers zurück, und versuchen Sie es dann noch einmal.
problems-too-many-tries = Zu viele falsche PINs
    .what = Der nächste Versuch muss eine Weile warten.
    .fix = Warten Sie { $time }, und versuchen Sie es dann noch einmal.
problems-phrase-file-gone = Die Datei mit den Wiederherstellungswörtern fehlt
    .what = Ohne diese Datei kann die PIN die Wallet nicht zurückbringen. Eine geöffnete Wallet schreibt sie neu; hier hat das nicht geklappt.
    .fix = Wenn Sie wiederherstellen möchten, wählen Sie „Stattdessen die Wörter eingeben“. Auf dem Gerät, das die Wallet hat, sorgen Sie dafür, dass der Speicher Lifeboat schreiben lässt, und wählen Sie dann „Jetzt sichern“.
problems-pin-changed-elsewhere = Die PIN wurde auf einem anderen Gerät geändert
    .what = Was im Speicher liegt, lässt sich jetzt nur noch mit der neuen PIN öffnen.
    .fix = Stellen Sie die Wallet auf diesem Gerät aus dem Speicher wieder her, mit der neuen PIN.
problems-fenced = Auf einem anderen Gerät geöffnet
    .what = Ein anderes Gerät macht mit dieser Wallet weiter, deshalb hat dieses angehalten.
    .fix = Verwenden Sie die Wallet dort, oder wählen Sie „Hier verwenden“.
problems-moved = Die Sicherung hat sich beim Lesen geändert
    .what = Ein anderes Gerät schreibt gerade.
    .fix = Schließen Sie die Wallet auf dem anderen Gerät.
problems-torn-head = Der neueste Eintrag ist nicht vollständig
    .what = Das Gerät, das ihn geschrieben hat, schreibt vielleicht noch, oder es hat mittendrin aufgehört.
    .fix = Warten Sie eine Minute, und versuchen Sie es noch einmal. Wenn das Gerät endgültig weg ist, geben Sie das an: Lifeboat macht dann ohne den unfertigen Eintrag weiter.
problems-ended = Diese Sicherung wurde ausgeschaltet
    .what = Die Wallet wurde seither ohne diese Sicherung verwendet. Was dann geschah, fehlt in dieser Kopie, und mit einem veralteten Stand kann Geld verloren gehen.
    .fix = Verwenden Sie das Gerät, das die Wallet hat, oder die Sicherung, die auf diese folgte.
problems-second-copy = Das ist eine Zweitkopie
    .what = Sie folgt einer anderen Kopie der Wallet, die vielleicht neuere Zahlungen enthält. Mit einem veralteten Stand kann Geld verloren gehen.
    .fix = Stellen Sie die Wallet aus der ersten Kopie wieder her. Nehmen Sie diese nur, wenn die erste endgültig weg ist.
problems-from-files = Diese Dateien sind vielleicht veraltet
    .what = Nichts in ihnen verrät, ob es neuere gibt, und kein anderes Gerät wird angehalten. Mit einem veralteten Stand kann Geld verloren gehen.
    .fix = Verwenden Sie sie nur, wenn der Speicher und das alte Gerät endgültig weg sind.
problems-read-only = Der Speicher nimmt keine neuen Dateien an
    .what = Die Sicherung wurde gelesen, aber dort lässt sich nichts schreiben. Deshalb kann das Gerät, das sie zuletzt geschrieben hat, nicht angehalten werden.
    .fix = Schaffen Sie dort Platz, oder erlauben Sie diesem Konto zu schreiben, und versuchen Sie es noch einmal. Wenn das letzte Gerät diese Wallet nicht mehr hat, machen Sie mit dem Gelesenen weiter.
problems-files-too-large = Das ist mehr als eine Sicherung
    .what = Was Sie ausgewählt haben, ist größer als 256 MB.
    .fix = Wählen Sie den Ordner der Wallet selbst aus, „BitcoinWalletBackup_“ mit ihrem Namen, oder den Ordner darüber.
problems-files-unreadable = Eine Datei ließ sich nicht lesen
    .what = Der Browser konnte eine ausgewählte Datei nicht lesen. Sie wurde verschoben, oder der Datenträger ist weg.
    .fix = Wählen Sie die Dateien noch einmal aus.
problems-same-place = Die Sicherung liegt schon dort
    .what = Genau an diesem Ort liegt die Sicherung oder ihre alte Kopie.
    .fix = Wählen Sie einen anderen Dienst oder ein anderes Konto.
problems-second-copy-first = Es gibt eine Zweitkopie
    .what = Die Sicherung hat eine Zweitkopie bei einem anderen Dienst.
    .fix = Entfernen Sie zuerst die Zweitkopie.
problems-second-ahead = Die Zweitkopie ist weiter als dieses Gerät
    .what = Ein anderes Gerät hat seither die Zweitkopie verwendet.
    .fix = Verwenden Sie die Wallet dort, oder stellen Sie sie aus dieser Kopie wieder her.
problems-in-use = Die Kopie wird verwendet
    .what = Vielleicht verwendet ein Gerät diese Kopie noch, deshalb wurde sie nicht gelöscht.
    .fix = Schalten Sie dort zuerst die Sicherung aus.
problems-bad-phrase = Das sind keine Wiederherstellungswörter
    .what = Ein Wort ist falsch geschrieben oder fehlt, oder zwei sind vertauscht.
    .fix = Vergleichen Sie jedes Wort mit dem, was Sie aufgeschrieben haben.
problems-weak-pin = Diese PIN lässt sich zu leicht erraten
    .what = Sie ist zu kurz oder gehört zu denen, die zuerst ausprobiert werden.
    .fix = Wählen Sie andere Ziffern.
problems-note-too-long = Die Notiz ist zu lang
    .what = Eine Rechnung fasst davon höchstens 639 Byte.
    .fix = Kürzen Sie die Notiz.
problems-bad-invoice = Das ist keine Lightning-Rechnung
    .what = Der Text lässt sich nicht als Rechnung lesen.
    .fix = Kopieren Sie die ganze Rechnung vom ersten bis zum letzten Zeichen, oder bitten Sie den Empfänger um eine neue.
problems-a-node-id = Das ist die Adresse eines Lightning-Knotens
    .what = Ein Knoten wird über eine Rechnung bezahlt, die er selbst ausstellt. Ohne Rechnung sendet Lifeboat kein Geld.
    .fix = Bitten Sie den Empfänger um eine Lightning-Rechnung.
problems-several-invoices = Das ist mehr als eine Rechnung
    .what = Es ist nicht klar, welche davon Sie bezahlen möchten.
    .fix = Fügen Sie nur eine Rechnung ein.
problems-an-lnurl = Das ist eine LNURL
    .what = Eine LNURL ist eine Adresse, bei der eine Wallet nach einer Rechnung fragen kann. Lifeboat kann das noch nicht.
    .fix = Bitten Sie den Empfänger um eine Lightning-Rechnung.
problems-a-lightning-address = Das ist eine Lightning-Adresse
    .what = Lifeboat kann noch keine Lightning-Adressen bezahlen, nur Rechnungen.
    .fix = Bitten Sie den Empfänger um eine Lightning-Rechnung.
problems-an-offer = Das ist ein Lightning-Offer
    .what = Lifeboat kann noch keine Offers bezahlen, nur Rechnungen.
    .fix = Bitten Sie den Empfänger um eine Lightning-Rechnung.
problems-a-bitcoin-address = Das ist eine Bitcoin-Adresse
    .what = Sie gehört zu einer Zahlung auf der Blockchain. Lifeboat sendet bisher nur Lightning-Zahlungen.
    .fix = Bitten Sie den Empfänger um eine Lightning-Rechnung.
problems-payee-too-old = Die Software des Empfängers ist zu alt
    .what = In dieser Rechnung fehlt das Geheimnis, das Empfänger heute schützt. Es wurde nichts gesendet.
    .fix = Bitten Sie den Empfänger, seine Wallet zu aktualisieren und eine neue Rechnung auszustellen.
problems-unknown-feature = Diese Rechnung lässt sich hier nicht bezahlen
    .what = Sie verlangt etwas, das Lifeboat nicht kennt, oder ihre Beschreibung lässt sich nicht lesen.
    .fix = Bitten Sie den Empfänger um eine einfache Lightning-Rechnung ohne Besonderheiten.
problems-other-network = Eine Rechnung aus einem anderen Netzwerk
    .what = Diese Rechnung gehört zu einem anderen Bitcoin-Netzwerk als diese Wallet.
    .fix = Bitten Sie um eine Rechnung aus demselben Netzwerk.
problems-expired = Die Rechnung ist abgelaufen
    .what = Die Zeit, in der sie bezahlt werden konnte, ist vorbei.
    .fix = Bitten Sie um eine neue Rechnung. Wurde sie eben erst ausgestellt, geht vielleicht die Uhr dieses Geräts falsch.
problems-amount-missing = Der Betrag fehlt
    .what = Die Rechnung nennt keinen Betrag.
    .fix = Geben Sie ein, wie viel Sie senden möchten.
problems-not-enough = Das Guthaben reicht nicht
    .what = Der Betrag und seine Gebühr sind mehr, als sich jetzt senden lässt.
    .fix = Sie können jetzt bis zu { $most } senden. Der Rest Ihres Guthabens ist die Reserve des Kanals und Platz für die Gebühr.
problems-too-much = Mehr, als Sie jetzt empfangen können
    .what = Die Kanäle haben für diesen Betrag keinen Platz.
    .fix = Fordern Sie höchstens { $most } an.
problems-no-route = Kein Weg zum Empfänger
    .what = Das Lightning-Netzwerk hat für diesen Betrag keinen Weg gefunden.
    .fix = Versuchen Sie es später noch einmal, oder senden Sie einen kleineren Betrag.
problems-refused-by-payee = Der Empfänger hat die Zahlung abgelehnt
    .what = Die Zahlung kam an und wurde zurückgeschickt.
    .fix = Bitten Sie den Empfänger um eine neue Rechnung.
problems-already-paid = Schon bezahlt
    .what = Sie haben diese Rechnung bereits bezahlt.
    .fix = Sie müssen nichts tun. Der Zahlungsnachweis steht in Ihrem Verlauf.
problems-paid-just-now = Sie haben gerade eben dasselbe bezahlt
    .what = Eine Zahlung über diesen Betrag an diesen Empfänger ist unterwegs oder erst ein paar Minuten her.
    .fix = Sehen Sie zuerst in Ihrem Verlauf nach. Senden Sie nur dann noch einmal, wenn Sie zweimal zahlen möchten.
problems-own-invoice = Ihre eigene Rechnung
    .what = Diese Rechnung wurde von dieser Wallet erstellt.
    .fix = Fügen Sie die Rechnung von jemand anderem ein.
problems-underpaid = Es wurde zu viel einbehalten
    .what = Von dieser Zahlung wurde unterwegs mehr einbehalten als vereinbart. Die Wallet hat sie an den Zahler zurückgeschickt.
    .fix = Bitten Sie den Zahler, es mit einer neuen Rechnung noch einmal zu versuchen.
problems-paid-before = Ein zweites Mal bezahlt
    .what = Jemand wollte eine Ihrer Rechnungen noch einmal bezahlen. Die Wallet hat die zweite Zahlung zurückgeschickt.
    .fix = Erstellen Sie für jede Zahlung eine neue Rechnung.
problems-unfunded = Zurückgeschickt: Der Kanal steht nicht in der Blockchain
    .what = Diese Zahlung kam über einen Kanal, dessen Finanzierung in der Blockchain nie zu sehen war. Die Wallet hat die Zahlung an den Zahler zurückgeschickt.
    .fix = Bitten Sie den Zahler, es später noch einmal zu versuchen. Geschieht es wieder, sagen Sie es Ihrem Anbieter.
problems-no-chain = Der Blockchain-Dienst antwortet nicht
    .what = Lifeboat hat keine brauchbare Antwort bekommen und sieht zurzeit keine neuen Blöcke.
    .fix = Prüfen Sie Ihre Internetverbindung.
problems-bad-chain = Der Blockchain-Dienst liegt falsch
    .what = Was der Dienst über die Blockchain sagt, kann nicht stimmen. Lifeboat folgt ihm nicht.
    .fix = Bitten Sie den Betreiber dieses Servers, seinen Blockchain-Dienst zu prüfen.
problems-chain-behind = Der Blockchain-Dienst ist im Rückstand
    .what = Er kennt weniger Blöcke, als diese Wallet schon gesehen hat.
    .fix = Warten Sie, bis er aufgeholt hat. Wenn es so bleibt, wenden Sie sich an den Betreiber dieses Servers.
problems-chains-disagree = Die Blockchain-Dienste widersprechen sich
    .what = Lifeboat fragt zwei Dienste, und sie zeigen verschiedene Blockchains. Bis sie sich einig sind, warten Zahlungen, und kein Kanal wird deswegen geschlossen.
    .fix = Warten Sie. Wenn es so bleibt, wenden Sie sich an den Betreiber dieses Servers.
problems-chain-rewritten = Der Blockchain-Dienst hat viele Blöcke ersetzt
    .what = Er zeigt eine andere Blockchain als vorher, und kein zweiter Dienst zeigt dieselbe. Lifeboat folgt ihm nicht, und Zahlungen warten.
    .fix = Warten Sie. Wenn es so bleibt, bitten Sie den Betreiber dieses Servers, seinen Blockchain-Dienst zu prüfen.
problems-chain-alone = Einer von zwei Blockchain-Diensten fehlt
    .what = Lifeboat fragt zwei Dienste, um keinem allein glauben zu müssen, und hört gerade nur einen. Zahlungen gehen weiter.
    .fix = Sie müssen nichts tun. Wenn es so bleibt, wenden Sie sich an den Betreiber dieses Servers.
problems-fees-unknown = Die Gebühren sind nicht bekannt
    .what = Der Blockchain-Dienst hat seit Stunden keine Gebühren genannt. Was nicht warten kann, wird mit dem Doppelten der letzten bezahlt.
    .fix = Sie müssen nichts tun. Wenn es so bleibt, wenden Sie sich an den Betreiber dieses Servers.
problems-fees-high = Geld wartet auf niedrigere Gebühren
    .what = Was aus einem geschlossenen Kanal zurückkam, kann zu Ihnen gesendet werden, und das ist zurzeit teuer.
    .fix = Warten Sie, oder senden Sie es jetzt für etwa { $fee }.
problems-no-peer = Der Lightning-Knoten antwortet nicht
    .what = Der Knoten am anderen Ende Ihres Kanals ist nicht erreichbar.
    .fix = Warten Sie ein paar Minuten. Ihr Kanal bleibt inzwischen offen.
problems-peer-out-of-reach = Diese Kopie erreicht Ihren Anbieter nicht
    .what = Der Knoten am anderen Ende Ihres Kanals gehört nicht zu denen, mit denen diese Kopie von Lifeboat sich verbindet. Ihr Geld ist sicher, lässt sich von hier aus aber nicht verwenden.
    .fix = Öffnen Sie Ihre Wallet in der Kopie von Lifeboat, in der Sie den Kanal bekommen haben, oder bitten Sie die Person, die diese hier betreibt, den Knoten zuzulassen. Geht beides nicht, schließen Sie den Kanal einseitig: Das Geld kommt dann auf der Blockchain zurück.
problems-no-channel = Der Kanal konnte nicht geöffnet werden
    .what = Der Lightning-Dienst hat für diese Zahlung keinen Kanal geöffnet.
    .fix = Versuchen Sie es in ein paar Minuten noch einmal.
problems-provider-silent = Der Lightning-Dienst antwortet nicht
    .what = Lifeboat hat den Dienst um einen Kanal gebeten und keine Antwort bekommen.
    .fix = Versuchen Sie es in einer Minute noch einmal.
problems-provider-token = Der Lightning-Dienst kennt diese Kopie nicht
    .what = Der Dienst öffnet Kanäle nur, wenn man ihm ein Token vorlegt, und kennt das dieser Kopie von Lifeboat nicht. Es wurde nichts bezahlt.
    .fix = Bitten Sie die Person, die diese Kopie betreibt, das Token in der Konfiguration zu prüfen.
problems-provider-refused = Der Lightning-Dienst hat abgelehnt
    .what = Der Dienst wollte für diese Zahlung keinen Kanal öffnen.
    .fix = Versuchen Sie es mit einem anderen Betrag oder später noch einmal. Wenn es so bleibt, stellen Sie eine Support-Anfrage.
problems-no-offer = Zurzeit keine Kanäle
    .what = Der Lightning-Dienst öffnet gerade keine Kanäle oder nicht für diesen Betrag.
    .fix = Versuchen Sie es später noch einmal oder mit einem anderen Betrag.
problems-too-little = Zu wenig für einen Kanal
    .what = Diese Zahlung braucht einen neuen Kanal, und der Lightning-Dienst öffnet für so wenig keinen.
    .fix = Fordern Sie mindestens { $least } an.
problems-opening-too-dear = Die Kanalöffnung ist zu teuer
    .what = Diese Zahlung braucht einen neuen Kanal, und davon ginge zu viel an den Lightning-Dienst.
    .fix = Es würde { $fee } kosten. Fordern Sie einen größeren Betrag an, oder versuchen Sie es noch einmal, wenn im Netzwerk weniger los ist.
problems-stale = Dieses Gerät hat einen veralteten Stand
    .what = Ihr Kanalpartner kennt einen neueren Stand als dieses Gerät. Mit dem alten könnten Sie Geld verlieren.
    .fix = Verwenden Sie diese Kopie nicht. Wenn ein anderes Gerät die Wallet hat, machen Sie dort weiter. Sonst stellen Sie sie aus der neuesten Sicherung wieder her: Sie tritt an die Stelle dieser Kopie.
problems-inconsistent = Der Stand der Wallet passt nicht zusammen
    .what = Teile davon widersprechen sich. Lifeboat hat ihn nicht verwendet und nichts geändert.
    .fix = Versuchen Sie es noch einmal. Wenn es so bleibt, machen Sie mit dem Gerät weiter, das die Wallet hat, und stellen Sie eine Support-Anfrage.
problems-state-damaged = Die Wallet in dieser Sicherung ist nicht lesbar
    .what = Die Sicherung lässt sich öffnen, aber ein Teil der Wallet darin ist beschädigt. Lifeboat hat sie nicht verwendet und nichts geändert.
    .fix = Machen Sie mit dem Gerät weiter, das die Wallet hat, und stellen Sie eine Support-Anfrage. Spielen Sie keine älteren Dateien ein: Ein veralteter Stand kann Geld kosten.
problems-backup-of-other-network = Eine Sicherung aus einem anderen Netzwerk
    .what = Die Wallet in dieser Sicherung gehört zu einem anderen Bitcoin-Netzwerk als diese Lifeboat-Seite. Es wurde nichts geändert.
    .fix = Öffnen Sie sie auf der Lifeboat-Seite, auf der Sie sie erstellt haben. Das Gerät, das die Wallet hat, funktioniert wie bisher.
problems-unheard = Ein geschlossener Kanal wartet auf seinen Anbieter
    .what = Die Schließung wird zurückgehalten, bis der Anbieter bestätigt hat, dass diese Sicherung aktuell ist.
    .fix = Warten Sie, bis der Anbieter erreichbar ist.
problems-storage-refused = Der Browser speichert nichts
    .what = Der Browser wollte für diese Seite keine Daten speichern, wie in einem privaten Fenster.
    .fix = Öffnen Sie Lifeboat in einem normalen Fenster, und erlauben Sie das Speichern von Daten.
problems-storage-full = Der Browser hat keinen Platz mehr
    .what = Der Datenträger oder der Teil davon, den der Browser dieser Seite gibt, ist voll. Zahlungen warten.
    .fix = Schaffen Sie Platz auf diesem Gerät.
problems-storage-lost = Der Browser hat die Daten dieser Wallet gelöscht
    .what = Nur dieser Tab hat die Wallet noch, und der Browser lässt sie nicht wieder speichern.
    .fix = Schließen Sie diesen Tab nicht, und laden Sie ihn nicht neu. Wenn Sie keine Sicherung haben, schalten Sie sie jetzt ein. Mit einer Sicherung lässt sich die Wallet von dort wiederherstellen.
problems-storage-silent = Die Datenbank des Browsers antwortet nicht
    .what = Lifeboat kann auf diesem Gerät zurzeit nichts speichern, deshalb warten Zahlungen.
    .fix = Warten Sie einen Moment. Wenn es so bleibt und die Sicherung eingeschaltet ist, starten Sie den Browser neu.
problems-device-key-lost = Der Schlüssel dieses Geräts ist weg
    .what = Der Browser hat ihn gelöscht, und ohne ihn lässt sich nicht öffnen, was hier gespeichert ist.
    .fix = Löschen Sie im Browser die Daten dieser Seite, und stellen Sie die Wallet dann aus ihrer Sicherung wieder her.
problems-browser-lacks = Diesem Browser fehlt etwas
    .what = Lifeboat braucht die Verschlüsselung des Browsers, seine Sperren zwischen Tabs und seine Datenbank, und eines davon fehlt. Der Blockierungsmodus schaltet sie ab, eine Adresse ohne https ebenso.
    .fix = Verwenden Sie einen aktuellen Browser ohne Blockierungsmodus.
problems-out-of-memory = Zu wenig Arbeitsspeicher
    .what = Die Berechnung des Schlüssels aus der PIN braucht mehr Arbeitsspeicher, als dieses Gerät der Seite gibt.
    .fix = Schließen Sie andere Tabs und Apps, und versuchen Sie es noch einmal, oder verwenden Sie ein anderes Gerät.
problems-other-tab-asleep = Der andere Tab antwortet nicht
    .what = Vielleicht hat der Browser ihn schlafen gelegt. Was er noch nicht gesichert hat, ginge verloren. Nichts davon hat er als erledigt angezeigt.
    .fix = Öffnen Sie den anderen Tab, oder übernehmen Sie die Wallet.
problems-clock-wrong = Die Uhr dieses Geräts geht falsch
    .what = Sie weicht um Stunden von der Zeit des neuesten Blocks ab, deshalb wirken Rechnungen abgelaufen.
    .fix = Lassen Sie das Gerät die Uhr automatisch stellen, und versuchen Sie es dann noch einmal.
problems-closed = Die Wallet wurde inzwischen geschlossen
    .what = Sie wurde gesperrt oder ging an einen anderen Tab, bevor das fertig war.
    .fix = Öffnen Sie sie, und versuchen Sie es noch einmal.
problems-occupied = Hier gibt es schon eine Wallet
    .what = In diesem Browser liegt etwas von einer Wallet, das noch nirgendwo sonst gesichert ist, und das ersetzt Lifeboat nie.
    .fix = Öffnen Sie die vorhandene Wallet, und lassen Sie zuerst ihre Sicherung fertig werden, oder verwenden Sie einen anderen Browser.
problems-bad-config = Diese Lifeboat-Seite ist nicht richtig eingerichtet
    .what = Die Konfiguration fehlt oder ergibt keinen Sinn.
    .fix = Wenden Sie sich an den Betreiber dieser Lifeboat-Seite.
problems-no-encryption = Echtes Geld braucht Verschlüsselung
    .what = Diese Kopie von Lifeboat, ihr Blockchain-Dienst oder ihre Brücke wird ohne Verschlüsselung erreicht. So erstellt sie keine neue Wallet und kauft keinen Kanal für echtes Geld. Was Sie schon haben, ist davon nicht betroffen.
    .fix = Bitten Sie die Person, die diese Kopie betreibt, nur Adressen mit https zu verwenden.
problems-no-second-chain = Echtes Geld braucht einen zweiten Blockchain-Dienst
    .what = Diese Kopie von Lifeboat fragt nur einen Betreiber nach der Blockchain, und niemand könnte merken, wenn der sich irrt. Darum erstellt sie keine neue Wallet und kauft keinen Kanal für echtes Geld. Was Sie schon haben, ist davon nicht betroffen.
    .fix = Bitten Sie die Person, die diese Kopie betreibt, einen zweiten Blockchain-Dienst eines anderen Betreibers einzutragen.
problems-no-map = Echtes Geld braucht eine Karte des Netzes
    .what = Diese Kopie von Lifeboat hat keine Karte des Lightning-Netzes, Sie könnten also kaum jemanden bezahlen. Darum erstellt sie keine neue Wallet und kauft keinen Kanal für echtes Geld. Was Sie schon haben, ist davon nicht betroffen.
    .fix = Bitten Sie die Person, die diese Kopie betreibt, einzutragen, woher die Karte kommt.
problems-old-release = Diese Version ist zu alt für neues Geld
    .what = Der neueste Block, den diese Version von Lifeboat kennt, ist über ein Jahr alt. Darum erstellt sie keine neue Wallet und kauft keinen Kanal für echtes Geld. Was Sie schon haben, ist davon nicht betroffen.
    .fix = Bitten Sie die Person, die diese Kopie betreibt, eine neuere Version zu installieren.
problems-money-limit = Mehr, als noch darin sein sollte
    .what = Diese Software ist neu. Darum ist begrenzt, wie viel echtes Geld sie annimmt.
    .fix = Sie können jetzt höchstens { $left } anfordern.
problems-other-tab = In einem anderen Tab geöffnet
    .what = Diese Wallet läuft schon in einem anderen Tab.
    .fix = Verwenden Sie den anderen Tab, oder schließen Sie ihn.
problems-internal = In Lifeboat ist ein Fehler aufgetreten
    .what = Das sollte nie passieren. Ihre Sicherung ist davon nicht betroffen.
    .fix = Laden Sie die Seite neu. Wenn es wieder passiert, stellen Sie eine Support-Anfrage.

## splash

splash-failed = Lifeboat konnte in diesem Browser nicht starten. Laden Sie die Seite neu, oder verwenden Sie eine aktuelle Version von Chrome, Firefox, Safari oder Edge.

## page

page-language = Deutsch
page-description = Eine Bitcoin-Wallet, die Sie nicht mit dem Telefon verlieren.
page-needs-wasm = Lifeboat braucht JavaScript und WebAssembly: Alles läuft auf Ihrem Gerät.
page-needs-javascript = Lifeboat braucht JavaScript.
