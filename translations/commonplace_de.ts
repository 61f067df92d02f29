<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AccountFields</name>
    <message>
        <source>No key yet? Choose a name for the account above, and get one by e-mail.</source>
        <translation>Noch kein Schlüssel? Wählen Sie oben einen Namen für das Konto, und lassen Sie sich einen per E-Mail geben.</translation>
    </message>
    <message>
        <source>E-mail address</source>
        <translation>E-Mail-Adresse</translation>
    </message>
    <message>
        <source>Send another</source>
        <translation>Neuen Code senden</translation>
    </message>
    <message>
        <source>Send me a code</source>
        <translation>Code senden</translation>
    </message>
    <message>
        <source>Code from the e-mail</source>
        <translation>Code aus der E-Mail</translation>
    </message>
    <message>
        <source>Get the key</source>
        <translation>Schlüssel holen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
</context>
<context>
    <name>AmqpFailures</name>
    <message>
        <source>What answers at %1, port %2, is a web server, not RabbitMQ. Check the port: RabbitMQ&apos;s own is 5671 with TLS and 5672 without; 15672 is for its web page.</source>
        <translation>Was unter %1, Port %2 antwortet, ist ein Webserver und nicht RabbitMQ. Prüfen Sie den Port: RabbitMQ selbst hat 5671 mit TLS und 5672 ohne; 15672 ist für seine Webseite.</translation>
    </message>
    <message>
        <source>What answers at %1, port %2, is not RabbitMQ, or it is another of its protocols. Check the port: RabbitMQ&apos;s own is 5671 with TLS and 5672 without.</source>
        <translation>Was unter %1, Port %2 antwortet, ist nicht RabbitMQ oder ein anderes seiner Protokolle. Prüfen Sie den Port: RabbitMQ selbst hat 5671 mit TLS und 5672 ohne.</translation>
    </message>
    <message>
        <source>%1 does not speak the version of AMQP that RabbitMQ does (0-9-1). Check the address.</source>
        <translation>%1 spricht nicht die Version von AMQP, die RabbitMQ spricht (0-9-1). Prüfen Sie die Adresse.</translation>
    </message>
    <message>
        <source>%1 sent what is not of RabbitMQ&apos;s protocol. Trying again.</source>
        <translation>%1 hat etwas gesendet, das nicht zum Protokoll von RabbitMQ gehört. Ein neuer Versuch folgt.</translation>
    </message>
    <message>
        <source>%1 takes neither passwords nor this program&apos;s certificate for signing in. Ask whoever runs it.</source>
        <translation>%1 nimmt zum Anmelden weder Passwörter noch das Zertifikat dieses Programms an. Fragen Sie den Betreiber.</translation>
    </message>
    <message>
        <source>%1 does not let “guest” in: that account is for programs on the server itself. Enter a user of your own, and its password.</source>
        <translation>%1 lässt „guest“ nicht herein: Dieses Konto ist für Programme auf dem Server selbst. Geben Sie einen eigenen Benutzer und dessen Passwort ein.</translation>
    </message>
    <message>
        <source>%1 does not accept the user name or the password.</source>
        <translation>%1 nimmt den Benutzernamen oder das Passwort nicht an.</translation>
    </message>
    <message>
        <source>%1 takes no more connections just now.</source>
        <translation>%1 nimmt gerade keine weiteren Verbindungen an.</translation>
    </message>
    <message>
        <source>%1 is not ready yet. Trying again.</source>
        <translation>%1 ist noch nicht bereit. Ein neuer Versuch folgt.</translation>
    </message>
    <message>
        <source>%1 has no virtual host “%2”, or this account may not use it. Check the name; or whoever runs the server types: rabbitmqctl add_vhost %3, and: %4</source>
        <translation>%1 hat keinen virtuellen Host „%2“, oder dieses Konto darf ihn nicht benutzen. Prüfen Sie den Namen; oder der Betreiber des Servers gibt ein: rabbitmqctl add_vhost %3, und: %4</translation>
    </message>
    <message>
        <source>%1 is being restarted, or somebody there has closed the connection. Trying again.</source>
        <translation>%1 wird neu gestartet, oder jemand hat dort die Verbindung geschlossen. Ein neuer Versuch folgt.</translation>
    </message>
    <message>
        <source>%1 has closed the connection. Trying again.</source>
        <translation>%1 hat die Verbindung geschlossen. Ein neuer Versuch folgt.</translation>
    </message>
    <message>
        <source>Whoever runs the server types: %1</source>
        <translation>Der Betreiber des Servers gibt ein: %1</translation>
    </message>
    <message>
        <source>%1 accepts you, but does not let this account send messages.</source>
        <translation>%1 nimmt Sie an, erlaubt diesem Konto aber nicht, Nachrichten zu senden.</translation>
    </message>
    <message>
        <source>%1 accepts you, but does not let this account receive messages.</source>
        <translation>%1 nimmt Sie an, erlaubt diesem Konto aber nicht, Nachrichten zu empfangen.</translation>
    </message>
    <message>
        <source>%1 accepts you, but does not let this account set up what a notebook needs.</source>
        <translation>%1 nimmt Sie an, erlaubt diesem Konto aber nicht, einzurichten, was ein Notizbuch braucht.</translation>
    </message>
    <message>
        <source>%1 does not take messages as large as the last one.</source>
        <translation>%1 nimmt keine Nachrichten an, die so groß sind wie die letzte.</translation>
    </message>
    <message>
        <source>%1 has something else of the names that begin with “%2.”. Ask whoever runs it to remove that, or choose another beginning, the same for all members (“Names there begin with”).</source>
        <translation>%1 hat schon etwas anderes mit Namen, die mit „%2.“ beginnen. Bitten Sie den Betreiber, das zu entfernen, oder wählen Sie einen anderen Anfang, denselben für alle Mitglieder („Namen dort beginnen mit“).</translation>
    </message>
    <message>
        <source>%1 has ended the conversation. Trying again.</source>
        <translation>%1 hat das Gespräch beendet. Ein neuer Versuch folgt.</translation>
    </message>
    <message>
        <source>Somebody at %1 has removed what receives your messages. Trying again.</source>
        <translation>Jemand hat auf %1 entfernt, was Ihre Nachrichten empfängt. Ein neuer Versuch folgt.</translation>
    </message>
    <message>
        <source>%1 is short of memory or disk space, and takes nothing for now. Your notes are safe here, and follow by themselves. Whoever runs the server should make room.</source>
        <translation>%1 hat zu wenig Speicher oder Plattenplatz und nimmt vorerst nichts an. Ihre Notizen sind hier sicher und folgen von selbst. Der Betreiber des Servers sollte Platz schaffen.</translation>
    </message>
    <message>
        <source>%1 does not take messages as fast as they come. They follow by themselves.</source>
        <translation>%1 nimmt Nachrichten nicht so schnell an, wie sie kommen. Sie folgen von selbst.</translation>
    </message>
    <message>
        <source>The change is too large: %1 bytes, where %2 can be. Make it in smaller parts.</source>
        <translation>Die Änderung ist zu groß: %1 Bytes, wo %2 möglich sind. Ändern Sie in kleineren Teilen.</translation>
    </message>
    <message>
        <source>Whom a message was for is not connected to %1 any more.</source>
        <translation>Der Empfänger einer Nachricht ist nicht mehr mit %1 verbunden.</translation>
    </message>
    <message>
        <source>%1 did not take a message just now.</source>
        <translation>%1 hat eine Nachricht gerade nicht angenommen.</translation>
    </message>
    <message>
        <source>Somebody in this notebook uses a newer version of this program, which this one does not understand. Update it.</source>
        <translation>Jemand in diesem Notizbuch benutzt eine neuere Version dieses Programms, die dieses nicht versteht. Aktualisieren Sie es.</translation>
    </message>
</context>
<context>
    <name>AmqpOptions</name>
    <message>
        <source>must be a whole number from %1 to %2.</source>
        <translation>muss eine ganze Zahl von %1 bis %2 sein.</translation>
    </message>
    <message>
        <source>must be a string.</source>
        <translation>muss eine Zeichenkette sein.</translation>
    </message>
    <message>
        <source>is too long: it can have %1 bytes.</source>
        <translation>ist zu lang: Es kann %1 Bytes haben.</translation>
    </message>
    <message>
        <source>must be “amqps” or “amqp”.</source>
        <translation>muss „amqps“ oder „amqp“ sein.</translation>
    </message>
    <message>
        <source>must be a host name or an address, such as “rabbit.example.org”, “rabbit.example.org:5672” or “amqps://rabbit.example.org”.</source>
        <translation>muss ein Rechnername oder eine Adresse sein, zum Beispiel „rabbit.example.org“, „rabbit.example.org:5672“ oder „amqps://rabbit.example.org“.</translation>
    </message>
    <message>
        <source>must have no user name in it: give username and password apart.</source>
        <translation>darf keinen Benutzernamen enthalten: Geben Sie username und password getrennt an.</translation>
    </message>
    <message>
        <source>must not be empty. The usual one is “/”.</source>
        <translation>darf nicht leer sein. Üblich ist „/“.</translation>
    </message>
    <message>
        <source>must be letters, digits, “-”, “_” and “.”, such as “mld”.</source>
        <translation>darf nur Buchstaben, Ziffern, „-“, „_“ und „.“ enthalten, zum Beispiel „mld“.</translation>
    </message>
    <message>
        <source>is not known. The keys are host, port, protocol, vhost, username, password, prefix, heartbeat, connectTimeout, ca, cert, key and rejectUnauthorized.</source>
        <translation>ist nicht bekannt. Die Schlüsselwörter sind host, port, protocol, vhost, username, password, prefix, heartbeat, connectTimeout, ca, cert, key und rejectUnauthorized.</translation>
    </message>
    <message>
        <source>differs from the one in host. Give one of the two.</source>
        <translation>weicht von dem in host ab. Geben Sie nur eines von beiden an.</translation>
    </message>
    <message>
        <source>is only for protocol “amqps”.</source>
        <translation>gibt es nur bei protocol „amqps“.</translation>
    </message>
    <message>
        <source>needs a username beside it.</source>
        <translation>braucht einen username dazu.</translation>
    </message>
</context>
<context>
    <name>AmqpService</name>
    <message>
        <source>RabbitMQ</source>
        <translation>RabbitMQ</translation>
    </message>
    <message>
        <source>A RabbitMQ server that you or your team already run, by its own protocol (AMQP 0-9-1).</source>
        <translation>Ein RabbitMQ-Server, den Sie oder Ihr Team schon betreiben, über sein eigenes Protokoll (AMQP 0-9-1).</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>The usual one</source>
        <translation>Der übliche</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Secure (TLS)</source>
        <translation>Sicher (TLS)</translation>
    </message>
    <message>
        <source>Not secure</source>
        <translation>Nicht sicher</translation>
    </message>
    <message>
        <source>Virtual host</source>
        <translation>Virtueller Host</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Certificate of the server&apos;s own authority</source>
        <translation>Zertifizierungsstelle des Servers</translation>
    </message>
    <message>
        <source>The system&apos;s certificates</source>
        <translation>Die Zertifikate des Systems</translation>
    </message>
    <message>
        <source>Names there begin with</source>
        <translation>Namen dort beginnen mit</translation>
    </message>
    <message>
        <source>Certificate of your own</source>
        <translation>Eigenes Zertifikat</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Ohne</translation>
    </message>
    <message>
        <source>Its key</source>
        <translation>Schlüssel dazu</translation>
    </message>
    <message>
        <source>Seconds between signs of life</source>
        <translation>Sekunden zwischen Lebenszeichen</translation>
    </message>
    <message>
        <source>This program was built without RabbitMQ (librabbitmq).</source>
        <translation>Dieses Programm wurde ohne RabbitMQ gebaut (librabbitmq).</translation>
    </message>
    <message>
        <source>amqp.protocol: this program was built without TLS for RabbitMQ; it can be “amqp”.</source>
        <translation>amqp.protocol: Dieses Programm wurde ohne TLS für RabbitMQ gebaut; es kann „amqp“ sein.</translation>
    </message>
</context>
<context>
    <name>ConfirmDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>ConnectionWords</name>
    <message>
        <source>By a certificate without a name</source>
        <translation>Durch ein Zertifikat ohne Namen</translation>
    </message>
    <message>
        <source>By the certificate of %1</source>
        <translation>Durch das Zertifikat von %1</translation>
    </message>
    <message>
        <source>, given by %1</source>
        <translation>, ausgestellt von %1</translation>
    </message>
    <message>
        <source>, until %1</source>
        <translation>, gültig bis %1</translation>
    </message>
    <message>
        <source> It was not checked, as you want it: anybody may have made it.</source>
        <translation> Es wurde nicht geprüft, wie Sie es wünschen: Jeder kann es gemacht haben.</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>Nicht gefunden</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Keine Antwort</translation>
    </message>
    <message>
        <source>Connection lost</source>
        <translation>Verbindung verloren</translation>
    </message>
    <message>
        <source>Cannot be secured</source>
        <translation>Nicht zu sichern</translation>
    </message>
    <message>
        <source>Not trusted</source>
        <translation>Nicht vertrauenswürdig</translation>
    </message>
    <message>
        <source>Password refused</source>
        <translation>Passwort abgelehnt</translation>
    </message>
    <message>
        <source>Certificate wanted</source>
        <translation>Zertifikat verlangt</translation>
    </message>
    <message>
        <source>Not allowed</source>
        <translation>Nicht erlaubt</translation>
    </message>
    <message>
        <source>Too large to send</source>
        <translation>Zu groß zum Senden</translation>
    </message>
    <message>
        <source>Not the right service</source>
        <translation>Nicht der richtige Dienst</translation>
    </message>
    <message>
        <source>Cannot be used</source>
        <translation>Nicht zu gebrauchen</translation>
    </message>
    <message>
        <source>Used twice</source>
        <translation>Doppelt verwendet</translation>
    </message>
    <message>
        <source>Too much is open</source>
        <translation>Zu viel geöffnet</translation>
    </message>
    <message>
        <source>There is no connection to the service.</source>
        <translation>Es gibt keine Verbindung zum Dienst.</translation>
    </message>
    <message>
        <source>Find the address</source>
        <translation>Adresse finden</translation>
    </message>
    <message>
        <source>Reach the service</source>
        <translation>Dienst erreichen</translation>
    </message>
    <message>
        <source>Secure the connection</source>
        <translation>Verbindung sichern</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Receive messages</source>
        <translation>Nachrichten empfangen</translation>
    </message>
    <message>
        <source>Send messages</source>
        <translation>Nachrichten senden</translation>
    </message>
    <message>
        <source>See who is there</source>
        <translation>Sehen, wer da ist</translation>
    </message>
    <message>
        <source>It is %1.</source>
        <translation>Es ist %1.</translation>
    </message>
    <message>
        <source>It is %1; there are %2 in all.</source>
        <translation>Es ist %1, eine von insgesamt %2.</translation>
    </message>
    <message>
        <source>By way of a proxy, which finds the address.</source>
        <translation>Über einen Proxy, der die Adresse findet.</translation>
    </message>
    <message>
        <source>Port %1 takes connections.</source>
        <translation>Port %1 nimmt Verbindungen an.</translation>
    </message>
    <message>
        <source>As “%1”.</source>
        <translation>Als „%1“.</translation>
    </message>
    <message>
        <source>Not secured. It does not leave this computer.</source>
        <translation>Nicht gesichert. Nichts davon verlässt diesen Rechner.</translation>
    </message>
    <message>
        <source>Not secured: anybody on the way can read it, and change it.</source>
        <translation>Nicht gesichert: Unterwegs kann jeder mitlesen und etwas ändern.</translation>
    </message>
    <message>
        <source>A message to this computer came back.</source>
        <translation>Eine Nachricht an diesen Rechner kam zurück.</translation>
    </message>
    <message>
        <source>A message to this computer came back. This service does not confirm changes: what it loses is noticed, and sent again.</source>
        <translation>Eine Nachricht an diesen Rechner kam zurück. Dieser Dienst bestätigt Änderungen nicht: Was er verliert, wird bemerkt und noch einmal gesendet.</translation>
    </message>
    <message>
        <source>Nobody else just now.</source>
        <translation>Gerade niemand sonst.</translation>
    </message>
    <message>
        <source>One other.</source>
        <translation>Ein weiteres Mitglied.</translation>
    </message>
    <message>
        <source>%1 others.</source>
        <translation>%1 weitere Mitglieder.</translation>
    </message>
    <message>
        <source>This shows with the first notebook.</source>
        <translation>Das zeigt sich mit dem ersten Notizbuch.</translation>
    </message>
    <message>
        <source>Looking the name up takes too long. Check this computer&apos;s connection to the network.</source>
        <translation>Es dauert zu lange, den Namen aufzulösen. Prüfen Sie, ob dieser Rechner mit dem Netz verbunden ist.</translation>
    </message>
    <message>
        <source>A message to this computer did not come back. The account may lack the right to publish, or to receive what is sent to it. Ask whoever runs the service.</source>
        <translation>Eine Nachricht an diesen Rechner kam nicht zurück. Vielleicht darf das Konto nichts veröffentlichen oder nicht empfangen, was ihm gesendet wird. Fragen Sie den Betreiber des Dienstes.</translation>
    </message>
    <message>
        <source>The service did not answer in time. Check the address and the port; or try again later.</source>
        <translation>Der Dienst hat nicht rechtzeitig geantwortet. Prüfen Sie Adresse und Port, oder versuchen Sie es später noch einmal.</translation>
    </message>
    <message>
        <source>Takes nothing now</source>
        <translation>Nimmt gerade nichts an</translation>
    </message>
</context>
<context>
    <name>Connector</name>
    <message>
        <source>A part of this program that secure connections need is not installed.</source>
        <translation>Ein Teil dieses Programms, den sichere Verbindungen brauchen, ist nicht installiert.</translation>
    </message>
</context>
<context>
    <name>EditorPane</name>
    <message>
        <source>%1 is in this note</source>
        <translation>%1 ist in dieser Notiz</translation>
    </message>
    <message>
        <source>%1 is in this notebook</source>
        <translation>%1 ist in diesem Notizbuch</translation>
    </message>
    <message>
        <source>In this notebook: %1</source>
        <translation>In diesem Notizbuch: %1</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Undo what you wrote (Ctrl+Z)</source>
        <translation>Rückgängig machen, was Sie geschrieben haben (Strg+Z)</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Redo (Ctrl+Shift+Z)</source>
        <translation>Wiederholen (Strg+Umschalt+Z)</translation>
    </message>
    <message>
        <source>Note menu</source>
        <translation>Menü der Notiz</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Nicht mehr anpinnen</translation>
    </message>
    <message>
        <source>Pin to the top</source>
        <translation>Oben anpinnen</translation>
    </message>
    <message>
        <source>Copy the text</source>
        <translation>Text kopieren</translation>
    </message>
    <message>
        <source>Move to the trash</source>
        <translation>In den Papierkorb legen</translation>
    </message>
    <message>
        <source>Take out of the trash</source>
        <translation>Aus dem Papierkorb nehmen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>This notebook was copied or restored from elsewhere. If its original will not be used any more, make this one your own and go on. If others have it, let it use their messaging service in the menu of the notebook.</source>
        <translation>Dieses Notizbuch wurde kopiert oder anderswoher wiederhergestellt. Wenn das Original nicht mehr benutzt wird, machen Sie dieses zu Ihrem eigenen, und schreiben Sie weiter. Wenn andere es haben, wählen Sie im Menü des Notizbuchs deren Nachrichtendienst.</translation>
    </message>
    <message>
        <source>Make it my own…</source>
        <translation>Zu meinem machen…</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Text of the note</source>
        <translation>Text der Notiz</translation>
    </message>
    <message>
        <source>Write…</source>
        <translation>Hier schreiben…</translation>
    </message>
    <message>
        <source>This note is in the trash</source>
        <translation>Liegt im Papierkorb</translation>
    </message>
    <message>
        <source>Take it out</source>
        <translation>Herausnehmen</translation>
    </message>
    <message>
        <source>%1. Click to go there.</source>
        <translation>%1. Klicken, um dorthin zu gehen.</translation>
    </message>
    <message>
        <source>Find and replace</source>
        <translation>Suchen und ersetzen</translation>
    </message>
</context>
<context>
    <name>Exchange</name>
    <message>
        <source>The archive is damaged, or is none. Export it once more where it comes from, and try again.</source>
        <translation>Das Archiv ist beschädigt, oder es ist keines. Exportieren Sie es dort, woher es kommt, noch einmal, und versuchen Sie es wieder.</translation>
    </message>
    <message>
        <source>its text breaks off, as its markup is damaged</source>
        <translation>der Text bricht ab, denn seine Auszeichnung ist beschädigt</translation>
    </message>
    <message>
        <source>This is no export of Evernote. In Evernote, choose “Export notes”, and ENEX as the format.</source>
        <translation>Das ist kein Export von Evernote. Wählen Sie in Evernote „Notizen exportieren“ und als Format ENEX.</translation>
    </message>
    <message>
        <source>it breaks off in line %1, as the file is damaged</source>
        <translation>bricht in Zeile %1 ab, denn die Datei ist beschädigt</translation>
    </message>
    <message>
        <source>is larger than 16 MB</source>
        <translation>ist größer als 16 MB</translation>
    </message>
    <message>
        <source>“%1” is not there.</source>
        <translation>„%1“ gibt es nicht.</translation>
    </message>
    <message>
        <source>“%1” may not be read by you.</source>
        <translation>„%1“ dürfen Sie nicht lesen.</translation>
    </message>
    <message>
        <source>“%1” is none of the files that notes can be read from: a folder, Markdown (.md), text (.txt), Joplin (.jex) or Evernote (.enex).</source>
        <translation>„%1“ gehört nicht zu den Dateien, aus denen Notizen gelesen werden: ein Ordner, Markdown (.md), Text (.txt), Joplin (.jex) oder Evernote (.enex).</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>Ohne Titel</translation>
    </message>
    <message>
        <source>The folder “%1” cannot be made. Choose another.</source>
        <translation>Der Ordner „%1“ kann nicht angelegt werden. Wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>“%1” cannot be written: %2</source>
        <translation>„%1“ kann nicht geschrieben werden: %2</translation>
    </message>
    <message>
        <source>There are too many files called “%1” already.</source>
        <translation>Es gibt schon zu viele Dateien, die „%1“ heißen.</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export notes</source>
        <translation>Notizen exportieren</translation>
    </message>
    <message>
        <source>from “%1”</source>
        <translation>aus „%1“</translation>
    </message>
    <message>
        <source>Each note becomes a Markdown file in a new folder. Whoever can read the folder can read the notes.</source>
        <translation>Jede Notiz wird zu einer Markdown-Datei in einem neuen Ordner. Wer den Ordner lesen kann, kann die Notizen lesen.</translation>
    </message>
    <message>
        <source>Writing notes</source>
        <translation>Notizen werden geschrieben</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Choose where…</source>
        <translation>Ort wählen…</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find in the note</source>
        <translation>In der Notiz suchen</translation>
    </message>
    <message>
        <source>Previous hit</source>
        <translation>Voriger Treffer</translation>
    </message>
    <message>
        <source>Next hit</source>
        <translation>Nächster Treffer</translation>
    </message>
    <message>
        <source>Match case</source>
        <translation>Groß- und Kleinschreibung beachten</translation>
    </message>
    <message>
        <source>Whole words</source>
        <translation>Nur ganze Wörter</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Replace with</source>
        <translation>Ersetzen durch</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Replace all</source>
        <translation>Alle ersetzen</translation>
    </message>
    <message>
        <source>Aa</source>
        <translation>Aa</translation>
    </message>
</context>
<context>
    <name>FormatBar</name>
    <message>
        <source>Heading</source>
        <translation>Überschrift</translation>
    </message>
    <message>
        <source>Bold</source>
        <translation>Fett</translation>
    </message>
    <message>
        <source>Italic</source>
        <translation>Kursiv</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>List</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>Checklist</source>
        <translation>Aufgabenliste</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Link</translation>
    </message>
    <message>
        <source>More ways to format</source>
        <translation>Weitere Formate</translation>
    </message>
</context>
<context>
    <name>GatewayFailures</name>
    <message>
        <source>What answers at %1, port %2, is not an m-ld Gateway. Check the address.</source>
        <translation>Was unter %1, Port %2 antwortet, ist kein m-ld Gateway. Prüfen Sie die Adresse.</translation>
    </message>
    <message>
        <source>The name of the account %1</source>
        <translation>Der Name des Kontos %1</translation>
    </message>
    <message>
        <source>The name of a notebook at a gateway %1</source>
        <translation>Der Name eines Notizbuchs auf einem Gateway %1</translation>
    </message>
    <message>
        <source>%1 did not accept the account name or key. Check both, or get a new key by e-mail.</source>
        <translation>%1 hat den Namen des Kontos oder den Schlüssel nicht angenommen. Prüfen Sie beide, oder lassen Sie sich per E-Mail einen neuen Schlüssel geben.</translation>
    </message>
    <message>
        <source>This is not an e-mail address. Check it.</source>
        <translation>Das ist keine E-Mail-Adresse. Prüfen Sie sie.</translation>
    </message>
    <message>
        <source>The code is wrong or older than ten minutes. Check it, or ask for a new one.</source>
        <translation>Der Code ist falsch oder älter als zehn Minuten. Prüfen Sie ihn, oder fordern Sie einen neuen an.</translation>
    </message>
    <message>
        <source>This notebook belongs to the account “%1”, not to “%2”. Enter that account.</source>
        <translation>Dieses Notizbuch gehört zum Konto „%1“, nicht zu „%2“. Geben Sie jenes Konto ein.</translation>
    </message>
    <message>
        <source>This notebook is at another gateway than %1. Check the address.</source>
        <translation>Dieses Notizbuch liegt auf einem anderen Gateway als %1. Prüfen Sie die Adresse.</translation>
    </message>
    <message>
        <source>%1 does not have this notebook any more. What you have of it is kept here. Ask whoever runs the gateway, or let the notebook use another messaging service.</source>
        <translation>%1 hat dieses Notizbuch nicht mehr. Was Sie davon haben, bleibt hier erhalten. Fragen Sie den Betreiber des Gateways, oder wählen Sie für das Notizbuch einen anderen Nachrichtendienst.</translation>
    </message>
    <message>
        <source>%1 opens this notebook only with a key of the account “%2”. Enter it, or get one by e-mail.</source>
        <translation>%1 öffnet dieses Notizbuch nur mit einem Schlüssel des Kontos „%2“. Geben Sie ihn ein, oder lassen Sie sich einen per E-Mail geben.</translation>
    </message>
    <message>
        <source>The owner of the account “%1” does not allow this kind of access.</source>
        <translation>Der Inhaber des Kontos „%1“ erlaubt diese Art des Zugangs nicht.</translation>
    </message>
    <message>
        <source>%1 passes messages on by a service that this program cannot use yet. Choose another gateway.</source>
        <translation>%1 gibt Nachrichten über einen Dienst weiter, den dieses Programm noch nicht benutzen kann. Wählen Sie ein anderes Gateway.</translation>
    </message>
    <message>
        <source>%1 is busy. Trying again…</source>
        <translation>%1 ist beschäftigt. Ein neuer Versuch folgt…</translation>
    </message>
    <message>
        <source>%1 accepts the account, but does not pass its messages on. Trying again; if it goes on, ask whoever runs the gateway.</source>
        <translation>%1 nimmt das Konto an, gibt aber dessen Nachrichten nicht weiter. Ein neuer Versuch folgt. Wenn es dabei bleibt, fragen Sie den Betreiber des Gateways.</translation>
    </message>
    <message>
        <source>The account “%1” exists and has another e-mail address. Check both, or choose another name.</source>
        <translation>Das Konto „%1“ gibt es schon, mit einer anderen E-Mail-Adresse. Prüfen Sie beide, oder wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>This key was withdrawn. Get a new one by e-mail, or ask the notebook&apos;s owner for a new invitation.</source>
        <translation>Dieser Schlüssel wurde zurückgezogen. Lassen Sie sich per E-Mail einen neuen geben, oder bitten Sie den Inhaber des Notizbuchs um eine neue Einladung.</translation>
    </message>
    <message>
        <source>This notebook belongs to another account, or was removed. Check the account.</source>
        <translation>Dieses Notizbuch gehört zu einem anderen Konto oder wurde entfernt. Prüfen Sie das Konto.</translation>
    </message>
    <message>
        <source>The notebook was created with other security settings, or its name was used before. Choose another name.</source>
        <translation>Das Notizbuch wurde mit anderen Sicherheitseinstellungen angelegt, oder sein Name wurde schon einmal benutzt. Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>%1 is in trouble. Trying again…</source>
        <translation>%1 hat Schwierigkeiten. Ein neuer Versuch folgt…</translation>
    </message>
</context>
<context>
    <name>GatewayOptions</name>
    <message>
        <source>must be the gateway&apos;s address, such as “https://gw.m-ld.org”.</source>
        <translation>muss die Adresse des Gateways sein, zum Beispiel „https://gw.m-ld.org“.</translation>
    </message>
    <message>
        <source>must hold no name and password. They have places of their own.</source>
        <translation>darf weder Namen noch Passwort enthalten. Sie haben ihren eigenen Platz.</translation>
    </message>
    <message>
        <source>must end after the host and the port.</source>
        <translation>muss nach dem Rechner und dem Port enden.</translation>
    </message>
    <message>
        <source>may have lower-case letters, digits, and hyphens in between; up to 63 characters.</source>
        <translation>darf Kleinbuchstaben, Ziffern und dazwischen Bindestriche haben, höchstens 63 Zeichen.</translation>
    </message>
    <message>
        <source>must be the whole key as the gateway gave it: two words with a dot between them, a colon, and the secret.</source>
        <translation>muss der ganze Schlüssel sein, wie ihn das Gateway ausgegeben hat: zwei Wörter mit einem Punkt dazwischen, ein Doppelpunkt und das Geheimnis.</translation>
    </message>
    <message>
        <source>is not known. The keys are uri, account, key, ca, rejectUnauthorized, proxy, timeout, reconnectionDelay and reconnectionDelayMax.</source>
        <translation>ist nicht bekannt. Die Schlüsselwörter sind uri, account, key, ca, rejectUnauthorized, proxy, timeout, reconnectionDelay und reconnectionDelayMax.</translation>
    </message>
</context>
<context>
    <name>GatewayService</name>
    <message>
        <source>m-ld Gateway</source>
        <translation>m-ld Gateway</translation>
    </message>
    <message>
        <source>A server on the web that passes changes on and keeps a copy of each notebook, which whoever runs it can read.</source>
        <translation>Ein Server im Web, der Änderungen weitergibt und eine Kopie jedes Notizbuchs aufbewahrt, die sein Betreiber lesen kann.</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Key of the account</source>
        <translation>Schlüssel des Kontos</translation>
    </message>
    <message>
        <source>None, as a guest</source>
        <translation>Keiner, als Gast</translation>
    </message>
    <message>
        <source>Certificate of the server&apos;s own authority</source>
        <translation>Zertifizierungsstelle des Servers</translation>
    </message>
    <message>
        <source>The system&apos;s certificates</source>
        <translation>Die Zertifikate des Systems</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>As the system has it</source>
        <translation>Wie im System</translation>
    </message>
    <message>
        <source>This program was built without Socket.IO, which a gateway needs.</source>
        <translation>Dieses Programm wurde ohne Socket.IO gebaut, das ein Gateway braucht.</translation>
    </message>
    <message>
        <source>must be such as “notes.ada.gw.m-ld.org”: a name, the account and the gateway. Each part %1</source>
        <translation>muss wie „notes.ada.gw.m-ld.org“ aussehen: ein Name, das Konto und das Gateway. Jeder Teil %1</translation>
    </message>
    <message>
        <source>belongs to the account “%1”, not to the one that is given.</source>
        <translation>gehört zum Konto „%1“, nicht zum angegebenen.</translation>
    </message>
    <message>
        <source>must be false: the gateway itself has the first clone of this domain.</source>
        <translation>muss false sein: Das Gateway hat selbst den ersten Klon dieser Domäne.</translation>
    </message>
    <message>
        <source>It takes a key of the account “%1”, which opens every notebook of that account, for reading and for writing, and can be withdrawn only by whoever runs the gateway. They can read all of it too.</source>
        <translation>Sie nimmt einen Schlüssel des Kontos „%1“ mit. Er öffnet jedes Notizbuch dieses Kontos zum Lesen und zum Schreiben, und nur der Betreiber des Gateways kann ihn zurückziehen. Auch er kann alles lesen.</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Import notes</source>
        <translation>Notizen importieren</translation>
    </message>
    <message>
        <source>into “%1”</source>
        <translation>in „%1“</translation>
    </message>
    <message>
        <source>Markdown and text files keep their dates, and the folders they are in become tags. Pictures and other attachments stay where they are.</source>
        <translation>Markdown- und Textdateien behalten ihr Datum, und die Ordner, in denen sie liegen, werden zu Schlagwörtern. Bilder und andere Anhänge bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>A folder of notes, or an Obsidian vault…</source>
        <translation>Ein Ordner mit Notizen oder ein Obsidian-Vault…</translation>
    </message>
    <message>
        <source>A file: Joplin, Evernote, Markdown or text…</source>
        <translation>Eine Datei: Joplin, Evernote, Markdown, Text…</translation>
    </message>
    <message>
        <source>Reading notes</source>
        <translation>Notizen werden gelesen</translation>
    </message>
    <message>
        <source>Copy the report</source>
        <translation>Bericht kopieren</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>JoinDialog</name>
    <message>
        <source>Join with a link</source>
        <translation>Mit einem Link beitreten</translation>
    </message>
    <message>
        <source>Paste the invitation that you were sent.</source>
        <translation>Fügen Sie die Einladung ein, die Sie bekommen haben.</translation>
    </message>
    <message>
        <source>Invitation link</source>
        <translation>Einladungslink</translation>
    </message>
    <message>
        <source>A notebook</source>
        <translation>Ein Notizbuch</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>LanOptions</name>
    <message>
        <source>must be addresses with their ports, such as “192.168.1.20:47110” or “[fe80::1]:47110”, at most %1 of them.</source>
        <translation>müssen Adressen mit Port sein, zum Beispiel „192.168.1.20:47110“ oder „[fe80::1]:47110“, höchstens %1.</translation>
    </message>
    <message>
        <source>must be the notebook&apos;s secret: 32 bytes in Base64, such as “openssl rand -base64 32” prints. Each member has the same.</source>
        <translation>muss das Geheimnis des Notizbuchs sein: 32 Bytes in Base64, wie „openssl rand -base64 32“ sie ausgibt. Alle Mitglieder haben dasselbe.</translation>
    </message>
    <message>
        <source>must be a whole number from 1 to 65535, or 0 for any that is free.</source>
        <translation>muss eine ganze Zahl von 1 bis 65535 sein, oder 0 für irgendeinen freien Port.</translation>
    </message>
    <message>
        <source>must be the name of a network interface, such as “eth0”.</source>
        <translation>muss der Name einer Netzwerkschnittstelle sein, zum Beispiel „eth0“.</translation>
    </message>
    <message>
        <source>must be a whole number from 1 to %1.</source>
        <translation>muss eine ganze Zahl von 1 bis %1 sein.</translation>
    </message>
    <message>
        <source>is not known. The keys are secret, port, ports, peers and interface.</source>
        <translation>ist nicht bekannt. Die Schlüsselwörter sind secret, port, ports, peers und interface.</translation>
    </message>
</context>
<context>
    <name>LanService</name>
    <message>
        <source>Nearby</source>
        <translation>In der Nähe</translation>
    </message>
    <message>
        <source>Computers on the same network, with no server and no account. Two that are never there at the same time exchange nothing.</source>
        <translation>Rechner im selben Netz, ohne Server und ohne Konto. Zwei, die nie zur selben Zeit da sind, tauschen nichts aus.</translation>
    </message>
    <message>
        <source>Computers that are not found by themselves</source>
        <translation>Rechner, die nicht von selbst gefunden werden</translation>
    </message>
    <message>
        <source>192.168.1.20:47110, where the network hides them</source>
        <translation>192.168.1.20:47110, wo das Netz sie verbirgt</translation>
    </message>
    <message>
        <source>Any that is free</source>
        <translation>Irgendein freier</translation>
    </message>
    <message>
        <source>This program was built without WebSocket, by which computers nearby are reached.</source>
        <translation>Dieses Programm wurde ohne WebSocket gebaut, über das Rechner in der Nähe erreicht werden.</translation>
    </message>
    <message>
        <source>there is no address.</source>
        <translation>Es gibt keine Adresse.</translation>
    </message>
    <message>
        <source>is missing: the notebook&apos;s secret, which each member has.</source>
        <translation>fehlt: das Geheimnis des Notizbuchs, das alle Mitglieder haben.</translation>
    </message>
    <message>
        <source>Port to be reached at; further notebooks use those after it</source>
        <translation>Port, unter dem dieser Rechner erreichbar ist; weitere Notizbücher nehmen die danach</translation>
    </message>
</context>
<context>
    <name>LanTransport</name>
    <message>
        <source>This system cannot make a certificate, which connections to others nearby need.</source>
        <translation>Dieses System kann kein Zertifikat anfertigen, wie es Verbindungen zu anderen in der Nähe brauchen.</translation>
    </message>
</context>
<context>
    <name>LanguageChoice</name>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>This takes effect when you start Commonplace the next time.</source>
        <translation>Das gilt ab dem nächsten Start von Commonplace.</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>The invitation link is on the clipboard. Send it to whom you trust.</source>
        <translation>Der Einladungslink ist in der Zwischenablage. Senden Sie ihn nur, wem Sie vertrauen.</translation>
    </message>
    <message>
        <source>This notebook cannot be opened</source>
        <translation>Dieses Notizbuch lässt sich nicht öffnen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Remove from the list…</source>
        <translation>Aus der Liste entfernen…</translation>
    </message>
    <message>
        <source>Open the settings</source>
        <translation>Einstellungen öffnen</translation>
    </message>
    <message>
        <source>This note was deleted</source>
        <translation>Diese Notiz wurde gelöscht</translation>
    </message>
    <message>
        <source>Show the trash</source>
        <translation>Papierkorb zeigen</translation>
    </message>
    <message>
        <source>No note is open</source>
        <translation>Keine Notiz ist geöffnet</translation>
    </message>
    <message>
        <source>An empty notebook</source>
        <translation>Ein leeres Notizbuch</translation>
    </message>
    <message>
        <source>Choose one from the list, or begin a new one.</source>
        <translation>Wählen Sie eine aus der Liste, oder beginnen Sie eine neue.</translation>
    </message>
    <message>
        <source>Write the first note. It is saved on this machine as you type.</source>
        <translation>Schreiben Sie die erste Notiz. Sie wird beim Tippen auf diesem Rechner gespeichert.</translation>
    </message>
    <message>
        <source>New note</source>
        <translation>Neue Notiz</translation>
    </message>
    <message>
        <source>The invitation link is on the clipboard.</source>
        <translation>Der Einladungslink ist in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Remove “%1” from this machine?</source>
        <translation>„%1“ von diesem Rechner entfernen?</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Make this notebook your own?</source>
        <translation>Dieses Notizbuch zu Ihrem eigenen machen?</translation>
    </message>
    <message>
        <source>Only if the one it was copied from will never be used again: two that go on as one would mix up what is written in them.</source>
        <translation>Nur wenn jenes, von dem es kopiert wurde, nie wieder benutzt wird: Zwei, die als eines weiterlaufen, würden durcheinanderbringen, was in ihnen geschrieben wird.</translation>
    </message>
    <message>
        <source>Make it my own</source>
        <translation>Zu meinem machen</translation>
    </message>
    <message>
        <source>Delete all notes in the trash?</source>
        <translation>Alle Notizen im Papierkorb löschen?</translation>
    </message>
    <message>
        <source>They are deleted for everybody in this notebook, and cannot be brought back.</source>
        <translation>Sie werden für alle in diesem Notizbuch gelöscht und lassen sich nicht zurückholen.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Not all that you wrote is on the disk</source>
        <translation>Noch nicht alles steht auf der Platte</translation>
    </message>
    <message>
        <source>The disk takes no more. Make room and quit again, or copy the text out: what is not written when the program ends is lost.</source>
        <translation>Die Platte nimmt nichts mehr auf. Schaffen Sie Platz und beenden Sie noch einmal, oder kopieren Sie den Text heraus: Was nicht geschrieben ist, wenn das Programm endet, ist verloren.</translation>
    </message>
    <message>
        <source>Quit and lose it</source>
        <translation>Beenden und verwerfen</translation>
    </message>
    <message>
        <source>Forget this messaging service?</source>
        <translation>Diesen Nachrichtendienst entfernen?</translation>
    </message>
    <message>
        <source>Its password is taken out of the keychain too.</source>
        <translation>Sein Passwort wird auch aus dem Schlüsselbund gelöscht.</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>The note is in the trash</source>
        <translation>Die Notiz liegt im Papierkorb</translation>
    </message>
    <message>
        <source>%1 notes are in the trash</source>
        <translation>%1 Notizen liegen im Papierkorb</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>The note is copied to “%1”</source>
        <translation>Die Notiz ist nach „%1“ kopiert</translation>
    </message>
    <message>
        <source>%1 notes are copied to “%2”</source>
        <translation>%1 Notizen sind nach „%2“ kopiert</translation>
    </message>
    <message>
        <source>Delete this note for good?</source>
        <translation>Diese Notiz endgültig löschen?</translation>
    </message>
    <message>
        <source>Delete %1 notes for good?</source>
        <translation>%1 Notizen endgültig löschen?</translation>
    </message>
    <message>
        <source>What is deleted is gone for everybody in this notebook, and cannot be brought back.</source>
        <translation>Was gelöscht ist, ist für alle in diesem Notizbuch weg und lässt sich nicht zurückholen.</translation>
    </message>
</context>
<context>
    <name>MakerNews</name>
    <message>
        <source>Asking the messaging service for a place…</source>
        <translation>Der Nachrichtendienst wird um einen Platz gebeten…</translation>
    </message>
</context>
<context>
    <name>MoveNews</name>
    <message>
        <source>Follow…</source>
        <translation>Mitgehen…</translation>
    </message>
    <message>
        <source>Stay here</source>
        <translation>Hierbleiben</translation>
    </message>
</context>
<context>
    <name>MqttFailures</name>
    <message>
        <source>%1 did not take a message just now.</source>
        <translation>%1 hat eine Nachricht gerade nicht angenommen.</translation>
    </message>
    <message>
        <source>What answers at %1, port %2, is not an MQTT service. Check the port.</source>
        <translation>Was unter %1, Port %2 antwortet, ist kein MQTT-Dienst. Prüfen Sie den Port.</translation>
    </message>
    <message>
        <source>What answers at %1, port %2, is a web server, not an MQTT service. Check the port; if the service is reached by way of the web, use “ws” or “wss”.</source>
        <translation>Was unter %1, Port %2 antwortet, ist ein Webserver und kein MQTT-Dienst. Prüfen Sie den Port. Wird der Dienst über das Web erreicht, nehmen Sie „ws“ oder „wss“.</translation>
    </message>
    <message>
        <source>%1 does not speak MQTT 3.1.1.</source>
        <translation>%1 spricht kein MQTT 3.1.1.</translation>
    </message>
    <message>
        <source>%1 does not accept the name of this clone.</source>
        <translation>%1 nimmt den Namen dieses Klons nicht an.</translation>
    </message>
    <message>
        <source>%1 does not accept the user name or the password.</source>
        <translation>%1 nimmt den Benutzernamen oder das Passwort nicht an.</translation>
    </message>
    <message>
        <source>%1 wants a user name and a password.</source>
        <translation>%1 verlangt Benutzernamen und Passwort.</translation>
    </message>
    <message>
        <source>%1 has banned this account or computer. Ask whoever runs it.</source>
        <translation>%1 hat dieses Konto oder diesen Rechner gesperrt. Fragen Sie den Betreiber.</translation>
    </message>
    <message>
        <source>%1 cannot take connections at the moment.</source>
        <translation>%1 kann im Augenblick keine Verbindungen annehmen.</translation>
    </message>
    <message>
        <source>%1 does not let this account go on. Ask whoever runs it for access.</source>
        <translation>%1 lässt dieses Konto nicht weiter. Bitten Sie den Betreiber um Zugang.</translation>
    </message>
    <message>
        <source>%1 is being shut down or restarted.</source>
        <translation>%1 wird gerade beendet oder neu gestartet.</translation>
    </message>
    <message>
        <source>%1 does not take messages as large as the last one.</source>
        <translation>%1 nimmt keine Nachrichten an, die so groß sind wie die letzte.</translation>
    </message>
    <message>
        <source>%1 has closed the connection because too much was sent. It goes on after a pause.</source>
        <translation>%1 hat die Verbindung geschlossen, weil zu viel gesendet wurde. Nach einer Pause geht es weiter.</translation>
    </message>
    <message>
        <source>%1 accepts you, but does not let this account publish: nobody would get what is written here. Ask whoever runs it for the right to publish.</source>
        <translation>%1 nimmt Sie an, erlaubt diesem Konto aber nicht, etwas zu veröffentlichen: Niemand bekäme, was hier geschrieben wird. Bitten Sie den Betreiber um das Recht, zu veröffentlichen.</translation>
    </message>
    <message>
        <source>%1 accepts you, but does not let this account receive messages (subscribe): what others write would never come. Ask whoever runs it for the right to subscribe and read.</source>
        <translation>%1 nimmt Sie an, erlaubt diesem Konto aber nicht, Nachrichten zu empfangen (abonnieren): Was andere schreiben, käme nie an. Bitten Sie den Betreiber um das Recht, zu abonnieren und zu lesen.</translation>
    </message>
    <message>
        <source>%1 accepts you, but does not pass messages on. The account may lack the right to publish, or the right to subscribe and read. Ask whoever runs it.</source>
        <translation>%1 nimmt Sie an, gibt aber keine Nachrichten weiter. Vielleicht fehlt dem Konto das Recht, zu veröffentlichen, oder das Recht, zu abonnieren und zu lesen. Fragen Sie den Betreiber.</translation>
    </message>
    <message>
        <source>Another program is connected to %1 under the same name as this one, and each throws the other out. If this notebook&apos;s data were copied to another computer or profile, let it run in one place only, and join it anew in the other.</source>
        <translation>Ein anderes Programm ist unter demselben Namen wie dieses mit %1 verbunden, und beide werfen einander hinaus. Falls die Daten dieses Notizbuchs auf einen anderen Rechner oder in ein anderes Profil kopiert wurden, lassen Sie es nur an einem Ort laufen, und treten Sie am anderen neu bei.</translation>
    </message>
</context>
<context>
    <name>MqttOptions</name>
    <message>
        <source>must be a whole number from %1 to %2.</source>
        <translation>muss eine ganze Zahl von %1 bis %2 sein.</translation>
    </message>
    <message>
        <source>must be a string.</source>
        <translation>muss eine Zeichenkette sein.</translation>
    </message>
    <message>
        <source>must be one of “mqtt”, “mqtts”, “ws” and “wss”.</source>
        <translation>muss „mqtt“, „mqtts“, „ws“ oder „wss“ sein.</translation>
    </message>
    <message>
        <source>must be a host name or an address, such as “broker.example.org”, “broker.example.org:1883” or “mqtts://broker.example.org”.</source>
        <translation>muss ein Rechnername oder eine Adresse sein, zum Beispiel „broker.example.org“, „broker.example.org:1883“ oder „mqtts://broker.example.org“.</translation>
    </message>
    <message>
        <source>must have no user name in it: give username and password apart.</source>
        <translation>darf keinen Benutzernamen enthalten: Geben Sie username und password getrennt an.</translation>
    </message>
    <message>
        <source>must be 4, for MQTT 3.1.1, or 5.</source>
        <translation>muss 4 sein, für MQTT 3.1.1, oder 5.</translation>
    </message>
    <message>
        <source>must begin with “/”, as in “/mqtt”.</source>
        <translation>muss mit „/“ beginnen, wie in „/mqtt“.</translation>
    </message>
    <message>
        <source>must be “standard” or “rabbitmq”.</source>
        <translation>muss „standard“ oder „rabbitmq“ sein.</translation>
    </message>
    <message>
        <source>differs from host. Give one of the two.</source>
        <translation>weicht von host ab. Geben Sie nur eines von beiden an.</translation>
    </message>
    <message>
        <source>differs from the one in host. Give one of the two.</source>
        <translation>weicht von dem in host ab. Geben Sie nur eines von beiden an.</translation>
    </message>
    <message>
        <source>is only for protocol “mqtts” or “wss”.</source>
        <translation>gibt es nur bei protocol „mqtts“ oder „wss“.</translation>
    </message>
    <message>
        <source>is only for protocol “ws” or “wss”.</source>
        <translation>gibt es nur bei protocol „ws“ oder „wss“.</translation>
    </message>
    <message>
        <source>needs a username beside it.</source>
        <translation>braucht einen username dazu.</translation>
    </message>
    <message>
        <source>is not known. The keys are host (or hostname), port, protocol, protocolVersion, path, username, password, keepalive, ca, cert, key, rejectUnauthorized, proxy, connectTimeout and reconnectPeriod.</source>
        <translation>ist nicht bekannt. Die Schlüsselwörter sind host (oder hostname), port, protocol, protocolVersion, path, username, password, keepalive, ca, cert, key, rejectUnauthorized, proxy, connectTimeout und reconnectPeriod.</translation>
    </message>
</context>
<context>
    <name>MqttService</name>
    <message>
        <source>MQTT</source>
        <translation>MQTT</translation>
    </message>
    <message>
        <source>A message broker, such as Mosquitto, EMQX or HiveMQ: light, and easy to run yourself.</source>
        <translation>Ein Nachrichtenbroker wie Mosquitto, EMQX oder HiveMQ: leicht und einfach selbst zu betreiben.</translation>
    </message>
    <message>
        <source>Broker</source>
        <translation>Broker</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>The usual one</source>
        <translation>Der übliche</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Secure (TLS)</source>
        <translation>Sicher (TLS)</translation>
    </message>
    <message>
        <source>Not secure</source>
        <translation>Nicht sicher</translation>
    </message>
    <message>
        <source>Secure, by way of the web (WebSocket)</source>
        <translation>Sicher, über das Web (WebSocket)</translation>
    </message>
    <message>
        <source>Not secure, by way of the web (WebSocket)</source>
        <translation>Nicht sicher, über das Web (WebSocket)</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Ohne</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Certificate of the broker&apos;s own authority</source>
        <translation>Zertifizierungsstelle des Brokers</translation>
    </message>
    <message>
        <source>The system&apos;s certificates</source>
        <translation>Die Zertifikate des Systems</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>Certificate of your own</source>
        <translation>Eigenes Zertifikat</translation>
    </message>
    <message>
        <source>Its key</source>
        <translation>Schlüssel dazu</translation>
    </message>
    <message>
        <source>Kind of broker</source>
        <translation>Art des Brokers</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>Beliebig</translation>
    </message>
    <message>
        <source>RabbitMQ&apos;s MQTT plugin</source>
        <translation>MQTT-Erweiterung von RabbitMQ</translation>
    </message>
    <message>
        <source>Version of MQTT</source>
        <translation>Version von MQTT</translation>
    </message>
    <message>
        <source>The newest that the broker takes</source>
        <translation>Die neueste, die der Broker annimmt</translation>
    </message>
    <message>
        <source>Seconds between signs of life</source>
        <translation>Sekunden zwischen Lebenszeichen</translation>
    </message>
    <message>
        <source>This program was built without MQTT.</source>
        <translation>Dieses Programm wurde ohne MQTT gebaut.</translation>
    </message>
    <message>
        <source>mqtt.protocol: this program was built without MQTT over WebSocket; it can be “mqtt” or “mqtts”.</source>
        <translation>mqtt.protocol: Dieses Programm wurde ohne MQTT über WebSocket gebaut; es kann „mqtt“ oder „mqtts“ sein.</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
</context>
<context>
    <name>NetFailures</name>
    <message>
        <source>There is no host named %1, or this computer is not connected to a network. Check the address.</source>
        <translation>Es gibt keinen Rechner namens %1, oder dieser hier ist mit keinem Netz verbunden. Prüfen Sie die Adresse.</translation>
    </message>
    <message>
        <source>%1 refuses connections at port %2. Check the port, and that the service is running.</source>
        <translation>%1 lehnt Verbindungen an Port %2 ab. Prüfen Sie den Port, und ob der Dienst läuft.</translation>
    </message>
    <message>
        <source>%1 cannot be reached. Check the address, and this computer&apos;s connection.</source>
        <translation>%1 ist nicht zu erreichen. Prüfen Sie die Adresse und die Verbindung dieses Rechners.</translation>
    </message>
    <message>
        <source>%1 did not answer in time. Check the address and port, and this computer&apos;s connection; a firewall may be in the way.</source>
        <translation>%1 hat nicht rechtzeitig geantwortet. Prüfen Sie Adresse und Port und die Verbindung dieses Rechners; vielleicht ist eine Firewall im Weg.</translation>
    </message>
    <message>
        <source>This program has as many files and connections open as this computer allows it. Close some notebooks, or raise the limit for open files, and it goes on by itself.</source>
        <translation>Dieses Programm hat so viele Dateien und Verbindungen geöffnet, wie dieser Rechner erlaubt. Schließen Sie einige Notizbücher, oder erhöhen Sie die Grenze für offene Dateien; dann geht es von selbst weiter.</translation>
    </message>
    <message>
        <source>The connection to %1 was lost.</source>
        <translation>Die Verbindung zu %1 ging verloren.</translation>
    </message>
    <message>
        <source>%1 closed the connection at port %2 without an answer. Check the port: it may be of another service.</source>
        <translation>%1 hat die Verbindung an Port %2 ohne Antwort geschlossen. Prüfen Sie den Port: Er gehört vielleicht zu einem anderen Dienst.</translation>
    </message>
    <message>
        <source>%1 closed the connection at port %2 without an answer. Check the port: it may be one for secure connections, or of another service.</source>
        <translation>%1 hat die Verbindung an Port %2 ohne Antwort geschlossen. Prüfen Sie den Port: Er ist vielleicht für sichere Verbindungen, oder er gehört zu einem anderen Dienst.</translation>
    </message>
    <message>
        <source>%1 takes connections at port %2, but says nothing there. Check the port: it may be one without TLS, or of another service.</source>
        <translation>%1 nimmt Verbindungen an Port %2 an, sagt dort aber nichts. Prüfen Sie den Port: Er ist vielleicht ohne TLS, oder er gehört zu einem anderen Dienst.</translation>
    </message>
    <message>
        <source>%1 takes connections at port %2, but says nothing there. Check the port: it may be one for secure connections, or of another service.</source>
        <translation>%1 nimmt Verbindungen an Port %2 an, sagt dort aber nichts. Prüfen Sie den Port: Er ist vielleicht für sichere Verbindungen, oder er gehört zu einem anderen Dienst.</translation>
    </message>
    <message>
        <source>%1 takes only secure connections at port %2. Switch TLS on, or give the port for connections without it.</source>
        <translation>%1 nimmt an Port %2 nur sichere Verbindungen an. Schalten Sie TLS ein, oder geben Sie den Port für Verbindungen ohne TLS an.</translation>
    </message>
    <message>
        <source>%1 has stopped answering.</source>
        <translation>%1 antwortet nicht mehr.</translation>
    </message>
    <message>
        <source>What answers at %1, port %2, does not take WebSocket connections of this kind there. Check the port and the path.</source>
        <translation>Was unter %1, Port %2 antwortet, nimmt dort keine WebSocket-Verbindungen dieser Art an. Prüfen Sie den Port und den Pfad.</translation>
    </message>
    <message>
        <source>The network&apos;s proxy did not make the connection to %1. Check the proxy&apos;s settings.</source>
        <translation>Der Proxy des Netzes hat die Verbindung zu %1 nicht hergestellt. Prüfen Sie die Einstellungen des Proxys.</translation>
    </message>
    <message>
        <source>The connection to %1 failed: %2.</source>
        <translation>Die Verbindung zu %1 ist fehlgeschlagen: %2.</translation>
    </message>
    <message>
        <source>The certificate of %1 has expired. Whoever runs the service must renew it.</source>
        <translation>Das Zertifikat von %1 ist abgelaufen. Der Betreiber des Dienstes muss es erneuern.</translation>
    </message>
    <message>
        <source>The certificate of %1 is not valid yet. Check this computer&apos;s date.</source>
        <translation>Das Zertifikat von %1 gilt noch nicht. Prüfen Sie das Datum dieses Rechners.</translation>
    </message>
    <message>
        <source>The certificate is not for %1, but for another name. Check the address.</source>
        <translation>Das Zertifikat gilt nicht für %1, sondern für einen anderen Namen. Prüfen Sie die Adresse.</translation>
    </message>
    <message>
        <source>The certificate of %1 is not signed by an authority that is trusted here. If the service has an authority of its own, add that one&apos;s certificate.</source>
        <translation>Das Zertifikat von %1 stammt von keiner Zertifizierungsstelle, der hier vertraut wird. Wenn der Dienst eine eigene hat, fügen Sie deren Zertifikat hinzu.</translation>
    </message>
    <message>
        <source>The certificate of %1 is not accepted: %2.</source>
        <translation>Das Zertifikat von %1 wird nicht angenommen: %2.</translation>
    </message>
    <message>
        <source>%1 does not accept the client certificate of this program. Ask whoever runs it for one that it accepts.</source>
        <translation>%1 nimmt das Client-Zertifikat dieses Programms nicht an. Bitten Sie den Betreiber um eines, das er annimmt.</translation>
    </message>
    <message>
        <source>%1 lets in only who has a client certificate. Ask whoever runs it for one.</source>
        <translation>%1 lässt nur herein, wer ein Client-Zertifikat hat. Bitten Sie den Betreiber um eines.</translation>
    </message>
    <message>
        <source>The client key (key) does not belong to the client certificate (cert).</source>
        <translation>Der Client-Schlüssel (key) gehört nicht zum Client-Zertifikat (cert).</translation>
    </message>
    <message>
        <source>A secure connection to %1 was refused: %2.</source>
        <translation>Eine sichere Verbindung zu %1 wurde abgelehnt: %2.</translation>
    </message>
    <message>
        <source>No secure connection to %1 could be made. Port %2 may be one without TLS, or of another service: check the port, or switch TLS off.</source>
        <translation>Zu %1 ließ sich keine sichere Verbindung herstellen. Port %2 ist vielleicht ohne TLS, oder er gehört zu einem anderen Dienst: Prüfen Sie den Port, oder schalten Sie TLS aus.</translation>
    </message>
</context>
<context>
    <name>NoteMenu</name>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Nicht mehr anpinnen</translation>
    </message>
    <message>
        <source>Pin to the top</source>
        <translation>Oben anpinnen</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Duplizieren</translation>
    </message>
    <message>
        <source>Copy a link to it</source>
        <translation>Link auf sie kopieren</translation>
    </message>
    <message>
        <source>Notes that link to it</source>
        <translation>Notizen, die auf sie verweisen</translation>
    </message>
    <message>
        <source>Move to another notebook…</source>
        <translation>In ein anderes Notizbuch verschieben…</translation>
    </message>
    <message>
        <source>Copy to another notebook…</source>
        <translation>In ein anderes Notizbuch kopieren…</translation>
    </message>
    <message>
        <source>Move to the trash</source>
        <translation>In den Papierkorb legen</translation>
    </message>
    <message>
        <source>Take out of the trash</source>
        <translation>Aus dem Papierkorb nehmen</translation>
    </message>
    <message>
        <source>Delete for good…</source>
        <translation>Endgültig löschen…</translation>
    </message>
</context>
<context>
    <name>NoteRow</name>
    <message>
        <source>No text yet</source>
        <translation>Noch kein Text</translation>
    </message>
</context>
<context>
    <name>NotebookChoice</name>
    <message>
        <source>Move to which notebook?</source>
        <translation>In welches Notizbuch verschieben?</translation>
    </message>
    <message>
        <source>Copy to which notebook?</source>
        <translation>In welches Notizbuch kopieren?</translation>
    </message>
    <message>
        <source>Notebooks</source>
        <translation>Notizbücher</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>NotebookDialog</name>
    <message>
        <source>Rename the notebook</source>
        <translation>Notizbuch umbenennen</translation>
    </message>
    <message>
        <source>New notebook</source>
        <translation>Neues Notizbuch</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Our allotment</source>
        <translation>Unser Schrebergarten</translation>
    </message>
    <message>
        <source>Carried by</source>
        <translation>Übertragen durch</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Anlegen</translation>
    </message>
</context>
<context>
    <name>NotebookRail</name>
    <message>
        <source>Notebooks</source>
        <translation>Notizbücher</translation>
    </message>
    <message>
        <source>New notebook</source>
        <translation>Neues Notizbuch</translation>
    </message>
    <message>
        <source>New notebook (Ctrl+Shift+N)</source>
        <translation>Neues Notizbuch (Strg+Umschalt+N)</translation>
    </message>
    <message>
        <source>Join with a link</source>
        <translation>Mit einem Link beitreten</translation>
    </message>
    <message>
        <source>Join with a link (Ctrl+Shift+J)</source>
        <translation>Mit einem Link beitreten (Strg+Umschalt+J)</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Settings (Ctrl+,)</source>
        <translation>Einstellungen (Strg+,)</translation>
    </message>
</context>
<context>
    <name>NotesFileDialog</name>
    <message>
        <source>Choose a folder</source>
        <translation>Ordner wählen</translation>
    </message>
    <message>
        <source>Choose a file with notes</source>
        <translation>Datei mit Notizen wählen</translation>
    </message>
    <message>
        <source>Notes (*.jex *.enex *.md *.markdown *.txt)</source>
        <translation>Notizen (*.jex *.enex *.md *.markdown *.txt)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>NotesPane</name>
    <message>
        <source>Trash</source>
        <translation>Papierkorb</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Teilen</translation>
    </message>
    <message>
        <source>Invite others (Ctrl+Shift+I copies the link)</source>
        <translation>Andere einladen (Strg+Umschalt+I kopiert den Link)</translation>
    </message>
    <message>
        <source>Notebook menu</source>
        <translation>Menü des Notizbuchs</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen…</translation>
    </message>
    <message>
        <source>Messaging service…</source>
        <translation>Nachrichtendienst…</translation>
    </message>
    <message>
        <source>Remove from this machine…</source>
        <translation>Von diesem Rechner entfernen…</translation>
    </message>
    <message>
        <source>Search notes</source>
        <translation>Notizen durchsuchen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>New note</source>
        <translation>Neue Notiz</translation>
    </message>
    <message>
        <source>New note (Ctrl+N)</source>
        <translation>Neue Notiz (Strg+N)</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>Nothing found for “%1”</source>
        <translation>Nichts gefunden für „%1“</translation>
    </message>
    <message>
        <source>The trash is empty</source>
        <translation>Der Papierkorb ist leer</translation>
    </message>
    <message>
        <source>No notes yet</source>
        <translation>Noch keine Notizen</translation>
    </message>
    <message>
        <source>Back to the notes</source>
        <translation>Zurück zu den Notizen</translation>
    </message>
    <message>
        <source>Trash (%1)</source>
        <translation>Papierkorb (%1)</translation>
    </message>
    <message>
        <source>Empty the trash</source>
        <translation>Papierkorb leeren</translation>
    </message>
    <message>
        <source>Import notes…</source>
        <translation>Notizen importieren…</translation>
    </message>
    <message>
        <source>Export notes…</source>
        <translation>Notizen exportieren…</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Reihenfolge</translation>
    </message>
    <message>
        <source>Last changed</source>
        <translation>Zuletzt geändert</translation>
    </message>
    <message>
        <source>Newest</source>
        <translation>Neueste</translation>
    </message>
    <message>
        <source>By title</source>
        <translation>Nach Titel</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Schlagwort</translation>
    </message>
    <message>
        <source>All tags</source>
        <translation>Alle Schlagwörter</translation>
    </message>
    <message>
        <source>%1 selected</source>
        <translation>%1 ausgewählt</translation>
    </message>
    <message>
        <source>What to do with the selected notes</source>
        <translation>Was mit den ausgewählten Notizen geschehen soll</translation>
    </message>
    <message>
        <source>Search in all notebooks</source>
        <translation>In allen Notizbüchern suchen</translation>
    </message>
    <message>
        <source>Search in all notebooks (Ctrl+Shift+F)</source>
        <translation>In allen Notizbüchern suchen (Strg+Umschalt+F)</translation>
    </message>
</context>
<context>
    <name>PemFileDialog</name>
    <message>
        <source>Choose a certificate or key</source>
        <translation>Zertifikat oder Schlüssel wählen</translation>
    </message>
    <message>
        <source>Certificates and keys (*.pem *.crt *.cer *.key)</source>
        <translation>Zertifikate und Schlüssel (*.pem *.crt *.cer *.key)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>ProblemWindow</name>
    <message>
        <source>Commonplace cannot start</source>
        <translation>Commonplace kann nicht starten</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>ProgressLine</name>
    <message>
        <source>%1: %2 %</source>
        <translation>%1: %2 %</translation>
    </message>
</context>
<context>
    <name>QtTls</name>
    <message>
        <source>The authority&apos;s certificate (ca) cannot be read: it is not a PEM certificate.</source>
        <translation>Das Zertifikat der Zertifizierungsstelle (ca) kann nicht gelesen werden: Es ist kein PEM-Zertifikat.</translation>
    </message>
    <message>
        <source>The client certificate (cert) cannot be read: it is not a PEM certificate.</source>
        <translation>Das Client-Zertifikat (cert) kann nicht gelesen werden: Es ist kein PEM-Zertifikat.</translation>
    </message>
    <message>
        <source>The client key (key) cannot be read: it is not a PEM key without a password.</source>
        <translation>Der Client-Schlüssel (key) kann nicht gelesen werden: Es ist kein PEM-Schlüssel ohne Passwort.</translation>
    </message>
</context>
<context>
    <name>QuickSwitcher</name>
    <message>
        <source>Go to a note</source>
        <translation>Zu einer Notiz springen</translation>
    </message>
    <message>
        <source>Go to a note…</source>
        <translation>Zu einer Notiz springen…</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>No note has these words in its title or text</source>
        <translation>Keine Notiz hat diese Wörter im Titel oder im Text</translation>
    </message>
</context>
<context>
    <name>Service</name>
    <message>
        <source>%1 is missing.</source>
        <translation>%1 fehlt.</translation>
    </message>
    <message>
        <source>%1: there is nobody to ask for an account.</source>
        <translation>%1: Es gibt niemanden, der ein Konto vergeben könnte.</translation>
    </message>
    <message>
        <source>%1 must hold no password, since it would be kept in a file. Leave it to the settings of the system.</source>
        <translation>%1 darf kein Passwort enthalten, denn es stünde in einer Datei. Überlassen Sie es den Einstellungen des Systems.</translation>
    </message>
</context>
<context>
    <name>ServiceChoiceDialog</name>
    <message>
        <source>Messaging service</source>
        <translation>Nachrichtendienst</translation>
    </message>
    <message>
        <source>What carries “%1”. Everybody in the notebook must use the same one; your notes stay as they are.</source>
        <translation>Was „%1“ überträgt. Alle im Notizbuch müssen denselben benutzen; Ihre Notizen bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Those who are connected are told where it goes.</source>
        <translation>Wer verbunden ist, erfährt, wohin es geht.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Make a copy there</source>
        <translation>Dort eine Kopie anlegen</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Verwenden</translation>
    </message>
</context>
<context>
    <name>ServiceDialog</name>
    <message>
        <source>This is not the address of a messaging service. Choose what it is above, and enter what you know of it.</source>
        <translation>Das ist nicht die Adresse eines Nachrichtendienstes. Wählen Sie oben, was es ist, und geben Sie ein, was Sie darüber wissen.</translation>
    </message>
    <message>
        <source>Add a messaging service</source>
        <translation>Nachrichtendienst hinzufügen</translation>
    </message>
    <message>
        <source>Messaging service</source>
        <translation>Nachrichtendienst</translation>
    </message>
    <message>
        <source>It carries changes between the members of a notebook. All of them must be able to reach it.</source>
        <translation>Er überträgt Änderungen zwischen den Mitgliedern eines Notizbuchs. Alle müssen ihn erreichen können.</translation>
    </message>
    <message>
        <source>Or paste its address</source>
        <translation>Oder die Adresse einfügen</translation>
    </message>
    <message>
        <source>What you call it</source>
        <translation>Wie Sie ihn nennen</translation>
    </message>
    <message>
        <source>Less</source>
        <translation>Weniger</translation>
    </message>
    <message>
        <source>More settings</source>
        <translation>Mehr Einstellungen</translation>
    </message>
    <message>
        <source>Forget this service</source>
        <translation>Diesen Dienst entfernen</translation>
    </message>
    <message>
        <source>Other kinds of services</source>
        <translation>Andere Arten von Diensten</translation>
    </message>
    <message>
        <source>Test connection</source>
        <translation>Testen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>%1 verwenden</translation>
    </message>
</context>
<context>
    <name>ServiceField</name>
    <message>
        <source>Choose file…</source>
        <translation>Datei wählen…</translation>
    </message>
    <message>
        <source>Choose file: %1</source>
        <translation>Datei wählen: %1</translation>
    </message>
</context>
<context>
    <name>ServiceList</name>
    <message>
        <source>This machine only</source>
        <translation>Nur dieser Rechner</translation>
    </message>
    <message>
        <source>You can share it later</source>
        <translation>Teilen können Sie es später</translation>
    </message>
    <message>
        <source>Add a messaging service…</source>
        <translation>Nachrichtendienst hinzufügen…</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>Name that others see</source>
        <translation>Name, den andere sehen</translation>
    </message>
    <message>
        <source>None: to them you are “Another member”</source>
        <translation>Keiner: Für andere sind Sie „Ein anderes Mitglied“</translation>
    </message>
    <message>
        <source>Colour %1</source>
        <translation>Farbe %1</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Messaging services</source>
        <translation>Nachrichtendienste</translation>
    </message>
    <message>
        <source>Change %1, %2</source>
        <translation>%1, %2 ändern</translation>
    </message>
    <message>
        <source>Add a messaging service…</source>
        <translation>Nachrichtendienst hinzufügen…</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>ausgeschaltet</translation>
    </message>
    <message>
        <source>Switched off</source>
        <translation>Ausgeschaltet</translation>
    </message>
</context>
<context>
    <name>ShareDialog</name>
    <message>
        <source>Share “%1”</source>
        <translation>„%1“ teilen</translation>
    </message>
    <message>
        <source>Invitation link</source>
        <translation>Einladungslink</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Choose a messaging service…</source>
        <translation>Nachrichtendienst wählen…</translation>
    </message>
    <message>
        <source>The link as a QR code</source>
        <translation>Der Link als QR-Code</translation>
    </message>
    <message>
        <source>Another way…</source>
        <translation>Anders teilen…</translation>
    </message>
    <message>
        <source>Share nearby</source>
        <translation>In der Nähe teilen</translation>
    </message>
    <message>
        <source>Make a new secret</source>
        <translation>Neues Geheimnis anlegen</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Ctrl+N</source>
        <translation>Strg+N</translation>
    </message>
    <message>
        <source>New note</source>
        <translation>Neue Notiz</translation>
    </message>
    <message>
        <source>Ctrl+K</source>
        <translation>Strg+K</translation>
    </message>
    <message>
        <source>Go to a note of any notebook, by its title or its text</source>
        <translation>Zu einer Notiz eines beliebigen Notizbuchs, nach Titel oder Text</translation>
    </message>
    <message>
        <source>Ctrl+F</source>
        <translation>Strg+F</translation>
    </message>
    <message>
        <source>Ctrl+Shift+F</source>
        <translation>Strg+Umschalt+F</translation>
    </message>
    <message>
        <source>Search in all notebooks</source>
        <translation>In allen Notizbüchern suchen</translation>
    </message>
    <message>
        <source>F6</source>
        <translation>F6</translation>
    </message>
    <message>
        <source>Between the list and the note</source>
        <translation>Zwischen Liste und Notiz wechseln</translation>
    </message>
    <message>
        <source>Ctrl+Z, Ctrl+Shift+Z</source>
        <translation>Strg+Z, Strg+Umschalt+Z</translation>
    </message>
    <message>
        <source>Undo and redo your own edits</source>
        <translation>Eigene Änderungen rückgängig machen und wiederholen</translation>
    </message>
    <message>
        <source>Shift+Up, Shift+Down, Ctrl+A</source>
        <translation>Umschalt+Auf, Umschalt+Ab, Strg+A</translation>
    </message>
    <message>
        <source>In the list: select several notes</source>
        <translation>In der Liste: mehrere Notizen auswählen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>In the list: move to the trash</source>
        <translation>In der Liste: in den Papierkorb legen</translation>
    </message>
    <message>
        <source>Menu, Shift+F10</source>
        <translation>Menü, Umschalt+F10</translation>
    </message>
    <message>
        <source>In a list: what can be done with it</source>
        <translation>In einer Liste: was sich damit tun lässt</translation>
    </message>
    <message>
        <source>Ctrl+Shift+Up, Ctrl+Shift+Down</source>
        <translation>Strg+Umschalt+Auf, Strg+Umschalt+Ab</translation>
    </message>
    <message>
        <source>In the list of notebooks: put one elsewhere</source>
        <translation>In der Liste der Notizbücher: eines umstellen</translation>
    </message>
    <message>
        <source>Ctrl+Shift+N</source>
        <translation>Strg+Umschalt+N</translation>
    </message>
    <message>
        <source>New notebook</source>
        <translation>Neues Notizbuch</translation>
    </message>
    <message>
        <source>Ctrl+Shift+I</source>
        <translation>Strg+Umschalt+I</translation>
    </message>
    <message>
        <source>Copy the link that invites to the notebook</source>
        <translation>Den Link kopieren, der in das Notizbuch einlädt</translation>
    </message>
    <message>
        <source>Ctrl+Shift+J</source>
        <translation>Strg+Umschalt+J</translation>
    </message>
    <message>
        <source>Join a notebook with a link</source>
        <translation>Einem Notizbuch mit einem Link beitreten</translation>
    </message>
    <message>
        <source>Ctrl+,</source>
        <translation>Strg+,</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Ctrl+Q</source>
        <translation>Strg+Q</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Find in the note; from the lists, search in this notebook</source>
        <translation>In der Notiz suchen; von den Listen aus in diesem Notizbuch suchen</translation>
    </message>
    <message>
        <source>F3, Shift+F3</source>
        <translation>F3, Umschalt+F3</translation>
    </message>
    <message>
        <source>The next and the previous hit in the note</source>
        <translation>Der nächste und der vorige Treffer in der Notiz</translation>
    </message>
    <message>
        <source>Ctrl+H</source>
        <translation>Strg+H</translation>
    </message>
    <message>
        <source>Replace in the note</source>
        <translation>In der Notiz ersetzen</translation>
    </message>
</context>
<context>
    <name>SocketIoFailures</name>
    <message>
        <source>%1 is a Socket.IO server, but the m-ld service does not run in it at “%2”. Check the address&apos;s path, or ask whoever runs the server to add the service.</source>
        <translation>%1 ist ein Socket.IO-Server, aber der m-ld-Dienst läuft darin nicht unter „%2“. Prüfen Sie den Pfad der Adresse, oder bitten Sie den Betreiber des Servers, den Dienst einzurichten.</translation>
    </message>
    <message>
        <source>What answers at %1, port %2, is not a Socket.IO server at “%3”. Check the port and the path.</source>
        <translation>Was unter %1, Port %2 antwortet, ist unter „%3“ kein Socket.IO-Server. Prüfen Sie den Port und den Pfad.</translation>
    </message>
    <message>
        <source>%1 runs an old version of Socket.IO. Ask whoever runs it to update it to version 4.</source>
        <translation>%1 läuft mit einer alten Version von Socket.IO. Bitten Sie den Betreiber, sie auf Version 4 zu bringen.</translation>
    </message>
    <message>
        <source>%1 does not let this program in. Ask whoever runs it which headers or credentials it wants.</source>
        <translation>%1 lässt dieses Programm nicht herein. Fragen Sie den Betreiber, welche Header oder Zugangsdaten er verlangt.</translation>
    </message>
    <message>
        <source>The certificate of %1 is not accepted. Ask whoever runs the service to check it.</source>
        <translation>Das Zertifikat von %1 wird nicht angenommen. Bitten Sie den Betreiber des Dienstes, es zu prüfen.</translation>
    </message>
    <message>
        <source>%1 sent what is not of the Socket.IO protocol. Trying again.</source>
        <translation>%1 hat etwas gesendet, das nicht zum Protokoll von Socket.IO gehört. Ein neuer Versuch folgt.</translation>
    </message>
    <message>
        <source>%1 takes no messages of this size. Ask whoever runs it for a larger limit (maxHttpBufferSize).</source>
        <translation>%1 nimmt keine Nachrichten dieser Größe an. Bitten Sie den Betreiber um eine höhere Grenze (maxHttpBufferSize).</translation>
    </message>
    <message>
        <source>%1 has no namespace “%2”. Check the end of the address, after the host.</source>
        <translation>%1 hat keinen Namensraum „%2“. Prüfen Sie das Ende der Adresse, nach dem Rechner.</translation>
    </message>
    <message>
        <source>%1 does not accept the credentials. Check them.</source>
        <translation>%1 nimmt die Zugangsdaten nicht an. Prüfen Sie sie.</translation>
    </message>
    <message>
        <source>%1 wants credentials. Ask whoever runs it for them.</source>
        <translation>%1 verlangt Zugangsdaten. Bitten Sie den Betreiber darum.</translation>
    </message>
    <message>
        <source>%1 has ended this connection. Ask whoever runs it.</source>
        <translation>%1 hat diese Verbindung beendet. Fragen Sie den Betreiber.</translation>
    </message>
</context>
<context>
    <name>SocketIoOptions</name>
    <message>
        <source>must be a whole number of milliseconds, from %1 to a day.</source>
        <translation>muss eine ganze Zahl von Millisekunden sein, von %1 bis zu einem Tag.</translation>
    </message>
    <message>
        <source>must be an object.</source>
        <translation>muss ein Objekt sein.</translation>
    </message>
    <message>
        <source>must be a string of one line.</source>
        <translation>muss eine Zeichenkette aus einer Zeile sein.</translation>
    </message>
    <message>
        <source>must be the server&apos;s address, such as “https://notes.example.org”.</source>
        <translation>muss die Adresse des Servers sein, zum Beispiel „https://notes.example.org“.</translation>
    </message>
    <message>
        <source>must hold no name and password. Put them in opts.auth.</source>
        <translation>darf weder Namen noch Passwort enthalten. Sie gehören in opts.auth.</translation>
    </message>
    <message>
        <source>must have no comma in its path, which is the namespace.</source>
        <translation>darf kein Komma im Pfad haben, der der Namensraum ist.</translation>
    </message>
    <message>
        <source>must be an array of “websocket”, “polling”, or both.</source>
        <translation>muss eine Liste aus „websocket“, „polling“ oder beidem sein.</translation>
    </message>
    <message>
        <source>must begin with “/”, as in “/socket.io/”.</source>
        <translation>muss mit „/“ beginnen, wie in „/socket.io/“.</translation>
    </message>
    <message>
        <source>is not known. The keys are auth, query, extraHeaders, path, transports, timeout, reconnectionDelay, reconnectionDelayMax, ca, cert, key, rejectUnauthorized and proxy.</source>
        <translation>ist nicht bekannt. Die Schlüsselwörter sind auth, query, extraHeaders, path, transports, timeout, reconnectionDelay, reconnectionDelayMax, ca, cert, key, rejectUnauthorized und proxy.</translation>
    </message>
    <message>
        <source>is not known. The keys are uri and opts.</source>
        <translation>ist nicht bekannt. Die Schlüsselwörter sind uri und opts.</translation>
    </message>
    <message>
        <source>must not be less than reconnectionDelay.</source>
        <translation>darf nicht kleiner sein als reconnectionDelay.</translation>
    </message>
</context>
<context>
    <name>SocketIoService</name>
    <message>
        <source>Socket.IO</source>
        <translation>Socket.IO</translation>
    </message>
    <message>
        <source>A web server of your own or your team&apos;s, with m-ld&apos;s service in it.</source>
        <translation>Ein Webserver von Ihnen oder Ihrem Team, in dem der Dienst von m-ld läuft.</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>What the server&apos;s login wants</source>
        <translation>Was die Anmeldung des Servers verlangt</translation>
    </message>
    <message>
        <source>Certificate of the server&apos;s own authority</source>
        <translation>Zertifizierungsstelle des Servers</translation>
    </message>
    <message>
        <source>The system&apos;s certificates</source>
        <translation>Die Zertifikate des Systems</translation>
    </message>
    <message>
        <source>Path of Socket.IO</source>
        <translation>Pfad von Socket.IO</translation>
    </message>
    <message>
        <source>Way</source>
        <translation>Übertragungsweg</translation>
    </message>
    <message>
        <source>WebSocket, or long polling where that is blocked</source>
        <translation>WebSocket, oder Long Polling, wo das gesperrt ist</translation>
    </message>
    <message>
        <source>WebSocket alone</source>
        <translation>Nur WebSocket</translation>
    </message>
    <message>
        <source>Long polling alone</source>
        <translation>Nur Long Polling</translation>
    </message>
    <message>
        <source>Certificate of your own</source>
        <translation>Eigenes Zertifikat</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Ohne</translation>
    </message>
    <message>
        <source>Its key</source>
        <translation>Schlüssel dazu</translation>
    </message>
    <message>
        <source>Headers of requests</source>
        <translation>Header der Anfragen</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>As the system has it</source>
        <translation>Wie im System</translation>
    </message>
    <message>
        <source>This program was built without Socket.IO.</source>
        <translation>Dieses Programm wurde ohne Socket.IO gebaut.</translation>
    </message>
</context>
<context>
    <name>Startup</name>
    <message>
        <source>commonplace: No window can be shown. Start Commonplace from a desktop, or install what is missing for Qt&apos;s platform plugins. Qt says:</source>
        <translation>commonplace: Es kann kein Fenster angezeigt werden. Starten Sie Commonplace in einer grafischen Oberfläche, oder installieren Sie, was für die Plattform-Erweiterungen von Qt fehlt. Qt sagt:</translation>
    </message>
</context>
<context>
    <name>StatusChip</name>
    <message>
        <source>Try again now</source>
        <translation>Erneut versuchen</translation>
    </message>
</context>
<context>
    <name>TlsContext</name>
    <message>
        <source>The authority&apos;s certificate (ca) cannot be read: it is not a PEM certificate.</source>
        <translation>Das Zertifikat der Zertifizierungsstelle (ca) kann nicht gelesen werden: Es ist kein PEM-Zertifikat.</translation>
    </message>
    <message>
        <source>The client certificate (cert) cannot be read: it is not a PEM certificate.</source>
        <translation>Das Client-Zertifikat (cert) kann nicht gelesen werden: Es ist kein PEM-Zertifikat.</translation>
    </message>
    <message>
        <source>The client key (key) cannot be read: it is not a PEM key without a password.</source>
        <translation>Der Client-Schlüssel (key) kann nicht gelesen werden: Es ist kein PEM-Schlüssel ohne Passwort.</translation>
    </message>
    <message>
        <source>The client key (key) does not belong to the client certificate (cert).</source>
        <translation>Der Client-Schlüssel (key) gehört nicht zum Client-Zertifikat (cert).</translation>
    </message>
</context>
<context>
    <name>TlsOptions</name>
    <message>
        <source>must be PEM text, or the path of a PEM file.</source>
        <translation>muss PEM-Text sein, oder der Pfad einer PEM-Datei.</translation>
    </message>
    <message>
        <source>“%1” is no file.</source>
        <translation>„%1“ ist keine Datei.</translation>
    </message>
    <message>
        <source>the file “%1” cannot be read: %2.</source>
        <translation>Die Datei „%1“ kann nicht gelesen werden: %2.</translation>
    </message>
    <message>
        <source>the file “%1” is larger than 1 MB.</source>
        <translation>Die Datei „%1“ ist größer als 1 MB.</translation>
    </message>
    <message>
        <source>the file “%1” is not in PEM format.</source>
        <translation>Die Datei „%1“ ist nicht im PEM-Format.</translation>
    </message>
    <message>
        <source>must be true or false.</source>
        <translation>muss true oder false sein.</translation>
    </message>
    <message>
        <source>is missing: a client certificate needs both cert and key.</source>
        <translation>fehlt: Ein Client-Zertifikat braucht sowohl cert als auch key.</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>A place to write together</source>
        <translation>Ein Ort, um gemeinsam zu schreiben</translation>
    </message>
    <message>
        <source>New notebook</source>
        <translation>Neues Notizbuch</translation>
    </message>
    <message>
        <source>New notebook (Ctrl+Shift+N)</source>
        <translation>Neues Notizbuch (Strg+Umschalt+N)</translation>
    </message>
    <message>
        <source>Join with a link</source>
        <translation>Mit einem Link beitreten</translation>
    </message>
    <message>
        <source>Join with a link (Ctrl+Shift+J)</source>
        <translation>Mit einem Link beitreten (Strg+Umschalt+J)</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Settings (Ctrl+,)</source>
        <translation>Einstellungen (Strg+,)</translation>
    </message>
    <message>
        <source>Your notebooks live on this machine and work without a network. Share one when you like, with those nearby or over a messaging service of your choice, and write in it at the same time.</source>
        <translation>Ihre Notizbücher liegen auf diesem Rechner und funktionieren ohne Netz. Teilen Sie eines, wenn Sie möchten, mit Leuten in der Nähe oder über einen Nachrichtendienst Ihrer Wahl, und schreiben Sie zur selben Zeit darin.</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>The certificate in the link is damaged. Ask for the link again.</source>
        <translation>Das Zertifikat im Link ist beschädigt. Bitten Sie noch einmal um den Link.</translation>
    </message>
    <message>
        <source>The link does not say how to reach the notebook. Ask for it again, and copy the whole of it.</source>
        <translation>Der Link sagt nicht, wie das Notizbuch zu erreichen ist. Bitten Sie noch einmal darum, und kopieren Sie ihn ganz.</translation>
    </message>
    <message>
        <source>“%1” in the link is not the address of a broker. Ask for the link again.</source>
        <translation>„%1“ im Link ist nicht die Adresse eines Brokers. Bitten Sie noch einmal um den Link.</translation>
    </message>
    <message>
        <source>This invitation cannot be used here: %1</source>
        <translation>Diese Einladung lässt sich hier nicht verwenden: %1</translation>
    </message>
    <message>
        <source>The link does not lead anywhere. Ask for it again. (%1)</source>
        <translation>Der Link führt nirgendwohin. Bitten Sie noch einmal darum. (%1)</translation>
    </message>
    <message>
        <source>Paste the link that you were sent.</source>
        <translation>Fügen Sie den Link ein, den Sie bekommen haben.</translation>
    </message>
    <message>
        <source>This is far too long to be an invitation.</source>
        <translation>Das ist viel zu lang für eine Einladung.</translation>
    </message>
    <message>
        <source>This is not an invitation to a notebook: such a link begins with “commonplace:join”.</source>
        <translation>Das ist keine Einladung in ein Notizbuch: So ein Link beginnt mit „commonplace:join“.</translation>
    </message>
    <message>
        <source>This invitation was made by a newer version of Commonplace. Update yours to use it.</source>
        <translation>Diese Einladung stammt von einer neueren Version von Commonplace. Aktualisieren Sie Ihre, um sie anzunehmen.</translation>
    </message>
    <message>
        <source>The link is incomplete. Ask for it again, and copy the whole of it.</source>
        <translation>Der Link ist unvollständig. Bitten Sie noch einmal darum, und kopieren Sie ihn ganz.</translation>
    </message>
    <message>
        <source>The link does not say which notebook it is for. Ask for it again, and copy the whole of it.</source>
        <translation>Der Link sagt nicht, für welches Notizbuch er ist. Bitten Sie noch einmal darum, und kopieren Sie ihn ganz.</translation>
    </message>
    <message>
        <source>“%1” in the link cannot be a notebook. Ask for the link again.</source>
        <translation>„%1“ im Link kann kein Notizbuch sein. Bitten Sie noch einmal um den Link.</translation>
    </message>
    <message>
        <source>“%1” in the link cannot be a notebook at %2. Ask for the link again.</source>
        <translation>„%1“ im Link kann kein Notizbuch auf %2 sein. Bitten Sie noch einmal um den Link.</translation>
    </message>
    <message>
        <source>another member</source>
        <translation>einem weiteren Mitglied</translation>
    </message>
    <message>
        <source>%1 other members</source>
        <translation>%1 weiteren Mitgliedern</translation>
    </message>
    <message>
        <source>%1 and another member</source>
        <translation>%1 und einem weiteren Mitglied</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 und %2</translation>
    </message>
    <message>
        <source>%1 and %2 others</source>
        <translation>%1 und %2 weiteren</translation>
    </message>
    <message>
        <source> What you write is saved on this machine.</source>
        <translation> Was Sie schreiben, wird auf diesem Rechner gespeichert.</translation>
    </message>
    <message>
        <source> How %1 is reached can be changed in Settings → Messaging services.</source>
        <translation> Wie %1 zu erreichen ist, lässt sich unter Einstellungen → Nachrichtendienste ändern.</translation>
    </message>
    <message>
        <source>There is no connection to %1.</source>
        <translation>Es gibt keine Verbindung zu %1.</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source> The notebook will be fetched when it is back.</source>
        <translation> Das Notizbuch wird geholt, sobald sie wieder da ist.</translation>
    </message>
    <message>
        <source>Saved on this machine. </source>
        <translation>Auf diesem Rechner gespeichert. </translation>
    </message>
    <message>
        <source> Changes will be sent when it is back.</source>
        <translation> Änderungen werden gesendet, sobald sie wieder da ist.</translation>
    </message>
    <message>
        <source>Waiting for others</source>
        <translation>Wartet auf andere</translation>
    </message>
    <message>
        <source>Nobody who has this notebook is connected to %1 just now. It will be fetched as soon as somebody is: ask them to open Commonplace.</source>
        <translation>Gerade ist niemand mit %1 verbunden, der dieses Notizbuch hat. Es wird geholt, sobald jemand da ist: Bitten Sie darum, Commonplace zu öffnen.</translation>
    </message>
    <message>
        <source>Fetching</source>
        <translation>Wird geholt</translation>
    </message>
    <message>
        <source>Fetching %L1 of %L2 from another member…</source>
        <translation>%L1 von %L2 werden von einem anderen Mitglied geholt…</translation>
    </message>
    <message>
        <source>Fetching the notebook from another member…</source>
        <translation>Das Notizbuch wird von einem anderen Mitglied geholt…</translation>
    </message>
    <message>
        <source>Saved on this machine. This notebook was copied or restored from elsewhere, so it must join the others again: what you write is sent as soon as one of them is connected to %1.</source>
        <translation>Auf diesem Rechner gespeichert. Dieses Notizbuch wurde kopiert oder anderswoher wiederhergestellt und muss den anderen daher wieder beitreten: Was Sie schreiben, wird gesendet, sobald jemand von ihnen mit %1 verbunden ist.</translation>
    </message>
    <message>
        <source>Joining again</source>
        <translation>Tritt wieder bei</translation>
    </message>
    <message>
        <source>Saved on this machine. This notebook was copied or restored from elsewhere; it is joining the others again.</source>
        <translation>Auf diesem Rechner gespeichert. Dieses Notizbuch wurde kopiert oder anderswoher wiederhergestellt und tritt den anderen gerade wieder bei.</translation>
    </message>
    <message>
        <source>Another beginning</source>
        <translation>Anderer Anfang</translation>
    </message>
    <message>
        <source>Saved on this machine. Somebody on %1 has this notebook too, but began it anew, so the two cannot be joined and nothing is exchanged. Agree on one of the two: whoever has the other removes it, and joins again with a link.</source>
        <translation>Auf diesem Rechner gespeichert. Jemand an %1 hat dieses Notizbuch auch, hat es aber neu begonnen, sodass die beiden nicht zusammenfinden und nichts austauschen. Einigen Sie sich auf eines: Wer das andere hat, entfernt es und tritt mit einem Link wieder bei.</translation>
    </message>
    <message>
        <source>Too large to send</source>
        <translation>Zu groß zum Senden</translation>
    </message>
    <message>
        <source>Saved on this machine. One of your changes is more than %1 takes in one message, so it and what you wrote since are not sent. Ask whoever runs it to allow larger messages, or let the notebook use another messaging service.</source>
        <translation>Auf diesem Rechner gespeichert. Eine Ihrer Änderungen ist größer, als %1 in einer Nachricht annimmt; sie und was Sie seither geschrieben haben, wird nicht gesendet. Bitten Sie den Betreiber, größere Nachrichten zu erlauben, oder wählen Sie für das Notizbuch einen anderen Nachrichtendienst.</translation>
    </message>
    <message>
        <source>Catching up</source>
        <translation>Holt auf</translation>
    </message>
    <message>
        <source>Saved on this machine. Catching up with what others have written…</source>
        <translation>Auf diesem Rechner gespeichert. Was andere geschrieben haben, wird gerade geholt…</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>Saved on this machine. Nobody else is connected to %1: others get it when they meet you.</source>
        <translation>Auf diesem Rechner gespeichert. Sonst ist niemand mit %1 verbunden: Andere bekommen es, wenn sie Ihnen begegnen.</translation>
    </message>
    <message>
        <source>Sending</source>
        <translation>Wird gesendet</translation>
    </message>
    <message>
        <source>Saved on this machine. Sending to %1…</source>
        <translation>Auf diesem Rechner gespeichert. Wird an %1 gesendet…</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>Saved on this machine and sent to %1. Nobody else is connected: others get it when they meet you or someone who has it.</source>
        <translation>Auf diesem Rechner gespeichert und an %1 gesendet. Sonst ist niemand verbunden: Andere bekommen es, wenn sie Ihnen begegnen oder jemandem, der es hat.</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Verbunden</translation>
    </message>
    <message>
        <source>Saved on this machine. Connected to %1; nobody else is there just now.</source>
        <translation>Auf diesem Rechner gespeichert. Mit %1 verbunden; sonst ist gerade niemand da.</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Angekommen</translation>
    </message>
    <message>
        <source>Saved on this machine, and received by %1.</source>
        <translation>Auf diesem Rechner gespeichert und bei %1 angekommen.</translation>
    </message>
    <message>
        <source>Saved on this machine, and received by %1; not yet by %2.</source>
        <translation>Auf diesem Rechner gespeichert und bei %1 angekommen, bei %2 noch nicht.</translation>
    </message>
    <message>
        <source>Saved on this machine and sent to %1.</source>
        <translation>Auf diesem Rechner gespeichert und an %1 gesendet.</translation>
    </message>
    <message>
        <source>Up to date</source>
        <translation>Aktuell</translation>
    </message>
    <message>
        <source>Saved on this machine. All that others have sent has arrived.</source>
        <translation>Auf diesem Rechner gespeichert. Alles, was andere gesendet haben, ist angekommen.</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Wird gespeichert</translation>
    </message>
    <message>
        <source>Saving on this machine…</source>
        <translation>Wird auf diesem Rechner gespeichert…</translation>
    </message>
    <message>
        <source>Must join again</source>
        <translation>Muss neu beitreten</translation>
    </message>
    <message>
        <source>Saved on this machine. This notebook was copied or restored from elsewhere, so it must join the others again before they get what you write: let it use the messaging service that it is shared over. If there are no others, make it your own, above the note.</source>
        <translation>Auf diesem Rechner gespeichert. Dieses Notizbuch wurde kopiert oder anderswoher wiederhergestellt und muss den anderen wieder beitreten, bevor sie bekommen, was Sie schreiben: Wählen Sie den Nachrichtendienst, über den es geteilt wird. Wenn es keine anderen gibt, machen Sie es über der Notiz zu Ihrem eigenen.</translation>
    </message>
    <message>
        <source>Saved on this machine only. Share it to write with others.</source>
        <translation>Nur auf diesem Rechner gespeichert. Teilen Sie es, um mit anderen zu schreiben.</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Verbindet</translation>
    </message>
    <message>
        <source>Connecting to %1…</source>
        <translation>Verbindung mit %1 wird hergestellt…</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Geschlossen</translation>
    </message>
    <message>
        <source>Saved on this machine. The connection is closed.</source>
        <translation>Auf diesem Rechner gespeichert. Die Verbindung ist geschlossen.</translation>
    </message>
    <message>
        <source>%1 is no file. Choose the file that holds the certificate or key.</source>
        <translation>%1 ist keine Datei. Wählen Sie die Datei, die das Zertifikat oder den Schlüssel enthält.</translation>
    </message>
    <message>
        <source>The file %1 cannot be read: %2.</source>
        <translation>Die Datei %1 kann nicht gelesen werden: %2.</translation>
    </message>
    <message>
        <source>%1 is larger than 1 MB: it is no certificate or key. Choose another file.</source>
        <translation>%1 ist größer als 1 MB: Das ist kein Zertifikat oder Schlüssel. Wählen Sie eine andere Datei.</translation>
    </message>
    <message>
        <source>There is no certificate in PEM form.</source>
        <translation>Es gibt kein Zertifikat im PEM-Format.</translation>
    </message>
    <message>
        <source>There are %1 certificates, where the one of the service, and those that vouch for it, are needed: %2 at most.</source>
        <translation>Es gibt %1 Zertifikate, wo nur das des Dienstes gebraucht wird und jene, die für es bürgen: höchstens %2.</translation>
    </message>
    <message>
        <source>A certificate is damaged.</source>
        <translation>Ein Zertifikat ist beschädigt.</translation>
    </message>
    <message>
        <source>%1 holds no certificate in PEM form.</source>
        <translation>%1 enthält kein Zertifikat im PEM-Format.</translation>
    </message>
    <message>
        <source>The certificate file %1 cannot be used. %2</source>
        <translation>Die Zertifikatsdatei %1 lässt sich nicht verwenden. %2</translation>
    </message>
    <message>
        <source>There is no private key in PEM form.</source>
        <translation>Es gibt keinen privaten Schlüssel im PEM-Format.</translation>
    </message>
    <message>
        <source>%1 holds no private key in PEM form. Choose another file.</source>
        <translation>%1 enthält keinen privaten Schlüssel im PEM-Format. Wählen Sie eine andere Datei.</translation>
    </message>
    <message>
        <source>This Commonplace cannot use “%1” services. A newer version may.</source>
        <translation>Dieses Commonplace kann „%1“-Dienste nicht benutzen. Eine neuere Version kann es vielleicht.</translation>
    </message>
    <message>
        <source>%1 cannot carry this notebook. Choose another service.</source>
        <translation>%1 kann dieses Notizbuch nicht übertragen. Wählen Sie einen anderen Dienst.</translation>
    </message>
    <message>
        <source>%1 begins each of its notebooks itself, so this one cannot go there as it is. A new one there can begin with copies of its notes; whoever writes in it with you needs a new invitation then.</source>
        <translation>%1 beginnt jedes seiner Notizbücher selbst, darum kann dieses nicht unverändert dorthin. Ein neues dort kann mit Kopien seiner Notizen beginnen; wer mit Ihnen darin schreibt, braucht dann eine neue Einladung.</translation>
    </message>
    <message>
        <source>A password does not belong in an address, where others can see it. Leave it out: Commonplace asks for it.</source>
        <translation>Ein Passwort gehört nicht in eine Adresse, wo andere es sehen können. Lassen Sie es weg: Commonplace fragt danach.</translation>
    </message>
    <message>
        <source>“%1” is not the address of a messaging service: it looks like mqtts://broker.example.org or https://notes.example.org.</source>
        <translation>„%1“ ist nicht die Adresse eines Nachrichtendienstes: Die sieht aus wie mqtts://broker.example.org oder https://notes.example.org.</translation>
    </message>
    <message>
        <source>“%1” cannot be the name of a profile: use letters, digits, “-”, “_” and “.”.</source>
        <translation>„%1“ kann nicht der Name eines Profils sein: Nehmen Sie Buchstaben, Ziffern, „-“, „_“ und „.“.</translation>
    </message>
    <message>
        <source>The folder %1 cannot be made. Check that you may write there.</source>
        <translation>Der Ordner %1 lässt sich nicht anlegen. Prüfen Sie, ob Sie dort schreiben dürfen.</translation>
    </message>
    <message>
        <source>Commonplace is already running with the profile “%1”.</source>
        <translation>Commonplace läuft schon mit dem Profil „%1“.</translation>
    </message>
    <message>
        <source>The folder %1 cannot be written. Check that you may write there and that there is room on the disk.</source>
        <translation>In den Ordner %1 lässt sich nicht schreiben. Prüfen Sie, ob Sie das dort dürfen und ob auf der Platte Platz ist.</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2.</source>
        <translation>%1 kann nicht gelesen werden: %2.</translation>
    </message>
    <message>
        <source>%1 is damaged, and cannot be kept under another name. Nothing is written to it until you have moved it away.</source>
        <translation>%1 ist beschädigt und lässt sich nicht unter einem anderen Namen aufbewahren. Bis Sie es anderswohin verschoben haben, wird nichts hineingeschrieben.</translation>
    </message>
    <message>
        <source>%1 was damaged. It is kept as %2.</source>
        <translation>%1 war beschädigt. Es ist als %2 aufbewahrt.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2.</source>
        <translation>%1 kann nicht geschrieben werden: %2.</translation>
    </message>
    <message>
        <source>Shared notes that owe nothing to one vendor.</source>
        <translation>Gemeinsame Notizen, die keinem Anbieter gehören.</translation>
    </message>
    <message>
        <source>Data, settings and secrets of their own.</source>
        <translation>Eigene Daten, Einstellungen und Geheimnisse.</translation>
    </message>
    <message>
        <source>Keep the profile in this folder.</source>
        <translation>Das Profil in diesem Ordner aufbewahren.</translation>
    </message>
    <message>
        <source>Show what an invitation link does, and ask whether to join; - reads the link from standard input.</source>
        <translation>Zeigen, was ein Einladungslink bewirkt, und fragen, ob beigetreten werden soll; - liest den Link von der Standardeingabe.</translation>
    </message>
    <message>
        <source>Join the notebook of an invitation link without being asked, unless something is missing or the link changes what you have.</source>
        <translation>Dem Notizbuch eines Einladungslinks ohne Rückfrage beitreten, außer wenn etwas fehlt oder der Link ändert, was Sie haben.</translation>
    </message>
    <message>
        <source>How others see you.</source>
        <translation>Wie andere Sie sehen.</translation>
    </message>
    <message>
        <source>Where the window stands.</source>
        <translation>Wo das Fenster steht.</translation>
    </message>
    <message>
        <source>Save a picture of the window, and quit.</source>
        <translation>Ein Bild des Fensters speichern und beenden.</translation>
    </message>
    <message>
        <source>An invitation link.</source>
        <translation>Ein Einladungslink.</translation>
    </message>
    <message>
        <source>The window could not be made: is the installation complete?</source>
        <translation>Das Fenster ließ sich nicht öffnen: Ist die Installation vollständig?</translation>
    </message>
    <message>
        <source>--geometry looks like 1200x760+0+0.</source>
        <translation>--geometry sieht aus wie 1200x760+0+0.</translation>
    </message>
    <message>
        <source>This computer does not have the secret by which members of the notebook know each other. Somebody who has it can send you an invitation.</source>
        <translation>Dieser Rechner hat das Geheimnis nicht, an dem sich die Mitglieder des Notizbuchs erkennen. Wer es hat, kann Ihnen eine Einladung senden.</translation>
    </message>
    <message>
        <source> That is done in Settings → Messaging services.</source>
        <translation> Das geht unter Einstellungen → Nachrichtendienste.</translation>
    </message>
    <message>
        <source>Nobody who has this notebook is nearby just now. It will be fetched as soon as somebody is: ask them to open Commonplace on the network that this computer is on. If they have it open, the network may hide computers from each other: enter the address of theirs in Settings → Messaging services.</source>
        <translation>Gerade ist niemand in der Nähe, der dieses Notizbuch hat. Es wird geholt, sobald jemand da ist: Bitten Sie darum, Commonplace in dem Netz zu öffnen, in dem dieser Rechner ist. Ist es schon geöffnet, verbirgt das Netz vielleicht Rechner voreinander: Geben Sie dann die Adresse des anderen unter Einstellungen → Nachrichtendienste ein.</translation>
    </message>
    <message>
        <source>Saved on this machine. This notebook was copied or restored from elsewhere, so it must join the others again: what you write is sent as soon as one of them is nearby.</source>
        <translation>Auf diesem Rechner gespeichert. Dieses Notizbuch wurde kopiert oder anderswoher wiederhergestellt und muss den anderen daher wieder beitreten: Was Sie schreiben, wird gesendet, sobald jemand von ihnen in der Nähe ist.</translation>
    </message>
    <message>
        <source>Nobody nearby</source>
        <translation>Niemand in der Nähe</translation>
    </message>
    <message>
        <source>Saved on this machine. Nobody else is nearby just now: others get it when they have Commonplace open on the same network as you.</source>
        <translation>Auf diesem Rechner gespeichert. Gerade ist sonst niemand in der Nähe: Andere bekommen es, wenn sie Commonplace im selben Netz wie Sie geöffnet haben.</translation>
    </message>
    <message>
        <source>Saved on this machine. Somebody nearby has this notebook too, but began it anew, so the two cannot be joined and nothing is exchanged. Agree on one of the two: whoever has the other removes it, and joins again with a link.</source>
        <translation>Auf diesem Rechner gespeichert. Jemand in der Nähe hat dieses Notizbuch auch, hat es aber neu begonnen, sodass die beiden nicht zusammenfinden und nichts austauschen. Einigen Sie sich auf eines: Wer das andere hat, entfernt es und tritt mit einem Link wieder bei.</translation>
    </message>
    <message>
        <source>Saved on this machine. One of your changes is more than goes into one message, so it and what you wrote since are not sent. Take it back, and make it in smaller pieces.</source>
        <translation>Auf diesem Rechner gespeichert. Eine Ihrer Änderungen ist größer, als in eine Nachricht geht; sie und was Sie seither geschrieben haben, wird nicht gesendet. Machen Sie sie rückgängig, und ändern Sie in kleineren Teilen.</translation>
    </message>
    <message>
        <source>Saved on this machine. Sending to those nearby…</source>
        <translation>Auf diesem Rechner gespeichert. Wird an alle in der Nähe gesendet…</translation>
    </message>
    <message>
        <source>Saved on this machine and sent to those nearby.</source>
        <translation>Auf diesem Rechner gespeichert und an alle in der Nähe gesendet.</translation>
    </message>
    <message>
        <source>Looking for others nearby…</source>
        <translation>Andere in der Nähe werden gesucht…</translation>
    </message>
    <message>
        <source>%1 is switched off. Switch it on in Settings → Messaging services.</source>
        <translation>„%1“ ist ausgeschaltet. Schalten Sie es unter Einstellungen → Nachrichtendienste ein.</translation>
    </message>
    <message>
        <source>Know this messaging service and use it for new notebooks, e.g. mqtt://broker.example:1883, or lan:// for those nearby.</source>
        <translation>Diesen Nachrichtendienst kennen und für neue Notizbücher verwenden, z. B. mqtt://broker.example:1883, oder lan:// für alle in der Nähe.</translation>
    </message>
    <message>
        <source>There is no room left on the disk.</source>
        <translation>Auf der Platte ist kein Platz mehr.</translation>
    </message>
    <message>
        <source>The search index is damaged.</source>
        <translation>Der Suchindex ist beschädigt.</translation>
    </message>
    <message>
        <source>The search index cannot be written.</source>
        <translation>Der Suchindex kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The search index is in use.</source>
        <translation>Der Suchindex wird gerade benutzt.</translation>
    </message>
    <message>
        <source>The search index cannot be used.</source>
        <translation>Der Suchindex kann nicht benutzt werden.</translation>
    </message>
    <message>
        <source>This notebook is sealed: only who has its key can read it, and Commonplace cannot take part in such a notebook yet. Use mld-clone for it, or ask for an invitation to one that is not sealed.</source>
        <translation>Dieses Notizbuch ist versiegelt: Nur wer seinen Schlüssel hat, kann es lesen, und Commonplace kann an einem solchen Notizbuch noch nicht teilnehmen. Benutzen Sie dafür mld-clone, oder bitten Sie um eine Einladung zu einem, das nicht versiegelt ist.</translation>
    </message>
</context>
<context>
    <name>commonplace::AccountForm</name>
    <message>
        <source>Asking for a code…</source>
        <translation>Ein Code wird angefordert…</translation>
    </message>
    <message>
        <source>A code of six digits is on its way to %1. It is good for ten minutes.</source>
        <translation>Ein sechsstelliger Code ist unterwegs an %1. Er gilt zehn Minuten.</translation>
    </message>
    <message>
        <source>Asking for the key…</source>
        <translation>Der Schlüssel wird angefordert…</translation>
    </message>
    <message>
        <source>The account has a key now, which is in its field above. It goes to the keychain with “Keep”.</source>
        <translation>Das Konto hat jetzt einen Schlüssel; er steht oben in seinem Feld. Mit „Speichern“ kommt er in den Schlüsselbund.</translation>
    </message>
</context>
<context>
    <name>commonplace::App</name>
    <message>
        <source>Its messaging service is gone: choose another in the menu of the notebook.</source>
        <translation>Sein Nachrichtendienst ist nicht mehr da: Wählen Sie im Menü des Notizbuchs einen anderen.</translation>
    </message>
    <message>
        <source>Notebook</source>
        <translation>Notizbuch</translation>
    </message>
    <message>
        <source>%1 (with another certificate)</source>
        <translation>%1 (mit anderem Zertifikat)</translation>
    </message>
    <message>
        <source>You already have this notebook.</source>
        <translation>Dieses Notizbuch haben Sie schon.</translation>
    </message>
    <message>
        <source>The keychain is locked: the password for %1 is used until you quit. Unlock the keychain before, and it keeps it.</source>
        <translation>Der Schlüsselbund ist gesperrt: Das Passwort für %1 gilt, bis Sie beenden. Entsperren Sie ihn vorher, dann bewahrt er es auf.</translation>
    </message>
    <message>
        <source>The keychain has not taken the password for %1 yet. If it asks you something, answer it.</source>
        <translation>Der Schlüsselbund hat das Passwort für %1 noch nicht angenommen. Wenn er Sie etwas fragt, antworten Sie ihm.</translation>
    </message>
    <message>
        <source>There is no keychain here: the password for %1 is used until you quit. Install one, such as gnome-keyring, to have it kept.</source>
        <translation>Hier gibt es keinen Schlüsselbund: Das Passwort für %1 gilt, bis Sie beenden. Installieren Sie einen, zum Beispiel gnome-keyring, damit es aufbewahrt wird.</translation>
    </message>
    <message>
        <source>Notebooks still use this service: let them use another first.</source>
        <translation>Notizbücher benutzen diesen Dienst noch: Wählen Sie für sie zuerst einen anderen.</translation>
    </message>
    <message>
        <source>There can be no link yet. %1 Look at %2 in the settings.</source>
        <translation>Es kann noch keinen Link geben. %1 Sehen Sie sich %2 in den Einstellungen an.</translation>
    </message>
    <message>
        <source>“%1” is carried by %2 from now on. Those who are connected to %3 are told. Send a link to the others.</source>
        <translation>„%1“ wird ab jetzt durch %2 übertragen. Wer mit %3 verbunden ist, erfährt es. Senden Sie den anderen einen Link.</translation>
    </message>
    <message>
        <source>“%1” is carried by %2 from now on. Nobody else was there to be told: send a new link to those who write in it with you.</source>
        <translation>„%1“ wird ab jetzt durch %2 übertragen. Sonst war niemand da, der es erfahren hätte: Senden Sie allen, die mit Ihnen darin schreiben, einen neuen Link.</translation>
    </message>
    <message>
        <source>Somebody has moved this notebook to another messaging service. Ask those who write in it with you for a new link, and join with it.</source>
        <translation>Jemand hat dieses Notizbuch zu einem anderen Nachrichtendienst verlegt. Bitten Sie jemanden, der mit Ihnen darin schreibt, um einen neuen Link, und treten Sie damit bei.</translation>
    </message>
    <message>
        <source>%1 has moved this notebook to %2. What they write there does not arrive here until you follow.</source>
        <translation>%1 hat dieses Notizbuch zu %2 verlegt. Was dort geschrieben wird, kommt hier nicht an, bis Sie mitgehen.</translation>
    </message>
    <message>
        <source>Another member</source>
        <translation>Ein anderes Mitglied</translation>
    </message>
    <message>
        <source>The keychain is locked: what lets this computer into “%1” is known until you quit. Unlock the keychain before, and it keeps it.</source>
        <translation>Der Schlüsselbund ist gesperrt: Was diesen Rechner in „%1“ lässt, gilt, bis Sie beenden. Entsperren Sie ihn vorher, dann bewahrt er es auf.</translation>
    </message>
    <message>
        <source>The keychain has not taken what lets this computer into “%1” yet. If it asks you something, answer it.</source>
        <translation>Der Schlüsselbund hat noch nicht angenommen, was diesen Rechner in „%1“ lässt. Wenn er Sie etwas fragt, antworten Sie ihm.</translation>
    </message>
    <message>
        <source>There is no keychain here: what lets this computer into “%1” is known until you quit. Install one, such as gnome-keyring, to have it kept.</source>
        <translation>Hier gibt es keinen Schlüsselbund: Was diesen Rechner in „%1“ lässt, gilt, bis Sie beenden. Installieren Sie einen, zum Beispiel gnome-keyring, damit es aufbewahrt wird.</translation>
    </message>
    <message>
        <source>The keychain has what lets this computer into “%1” by %2. Unlock it, or answer what it asks: the notebook goes there then.</source>
        <translation>Im Schlüsselbund liegt, was diesen Rechner über %2 in „%1“ lässt. Entsperren Sie ihn, oder antworten Sie auf seine Frage: Dann geht das Notizbuch dorthin.</translation>
    </message>
    <message>
        <source>There is no keychain here, so the secret by which members of this notebook know each other was not kept.</source>
        <translation>Hier gibt es keinen Schlüsselbund, darum wurde das Geheimnis nicht aufbewahrt, an dem sich die Mitglieder dieses Notizbuchs erkennen.</translation>
    </message>
    <message>
        <source>The keychain does not have the secret by which members of this notebook know each other.</source>
        <translation>Im Schlüsselbund fehlt das Geheimnis, an dem sich die Mitglieder dieses Notizbuchs erkennen.</translation>
    </message>
    <message>
        <source>Join again with a link from one of them.</source>
        <translation>Treten Sie mit einem Link von einem von ihnen wieder bei.</translation>
    </message>
    <message>
        <source>Choose Share, and make another: links from before lead nowhere then.</source>
        <translation>Wählen Sie „Teilen“, und legen Sie ein neues an: Frühere Links führen dann nirgendwohin.</translation>
    </message>
    <message>
        <source>There can be no link: this computer does not have the secret by which members of the notebook know each other. If somebody else has the notebook, ask them for a link, and join again with it. Otherwise make a new secret: links from before lead nowhere then.</source>
        <translation>Es kann keinen Link geben: Dieser Rechner hat das Geheimnis nicht, an dem sich die Mitglieder des Notizbuchs erkennen. Wenn jemand anders das Notizbuch hat, bitten Sie um einen Link, und treten Sie damit wieder bei. Sonst legen Sie ein neues Geheimnis an: Frühere Links führen dann nirgendwohin.</translation>
    </message>
    <message>
        <source>There can be no link yet: the keychain has not given what belongs in it. If it is locked, unlock it; if it asks you something, answer it.</source>
        <translation>Es kann noch keinen Link geben: Der Schlüsselbund hat nicht herausgegeben, was hineingehört. Wenn er gesperrt ist, entsperren Sie ihn; wenn er Sie etwas fragt, antworten Sie ihm.</translation>
    </message>
    <message>
        <source>This notebook is on this machine only. Nearby shares it with computers on the same network, with no server and no account; two that are never there at the same time exchange nothing. A messaging service reaches people anywhere.</source>
        <translation>Dieses Notizbuch ist nur auf diesem Rechner. „In der Nähe“ teilt es mit Rechnern im selben Netz, ohne Server und ohne Konto; zwei, die nie zur selben Zeit da sind, tauschen nichts aus. Ein Nachrichtendienst erreicht Leute überall.</translation>
    </message>
    <message>
        <source>This notebook is on this machine only. Choose a messaging service that you and the others can reach; then there is a link to send.</source>
        <translation>Dieses Notizbuch ist nur auf diesem Rechner. Wählen Sie einen Nachrichtendienst, den Sie und die anderen erreichen können; dann gibt es einen Link, den Sie senden können.</translation>
    </message>
    <message>
        <source>Send this link to whom you want in the notebook, in a way that you trust: whoever has it can join. They need Commonplace, and to be on the same network as you. Two who are never there at the same time exchange nothing.</source>
        <translation>Senden Sie diesen Link allen, die Sie im Notizbuch haben möchten, auf einem Weg, dem Sie vertrauen: Wer ihn hat, kann beitreten. Sie brauchen Commonplace und müssen im selben Netz sein wie Sie. Zwei, die nie zur selben Zeit da sind, tauschen nichts aus.</translation>
    </message>
    <message>
        <source>%1 is switched off now: switch it on in the settings.</source>
        <translation>„%1“ ist gerade ausgeschaltet: Schalten Sie es in den Einstellungen ein.</translation>
    </message>
    <message>
        <source>The keychain has not taken what is in it: after you quit, keep the link to come back yourself.</source>
        <translation>Der Schlüsselbund hat nicht angenommen, was darin steht: Bewahren Sie den Link auf, um nach dem Beenden selbst zurückzukommen.</translation>
    </message>
    <message>
        <source>Send this link to whom you want in the notebook. They need Commonplace, and access to %1. There is no password in it.</source>
        <translation>Senden Sie diesen Link allen, die Sie im Notizbuch haben möchten. Sie brauchen Commonplace und Zugang zu %1. Ein Passwort steht nicht darin.</translation>
    </message>
</context>
<context>
    <name>commonplace::AppSettings</name>
    <message>
        <source>Me</source>
        <translation>Ich</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
</context>
<context>
    <name>commonplace::ConnectionStepsModel</name>
    <message>
        <source>not tried yet</source>
        <translation>noch nicht versucht</translation>
    </message>
    <message>
        <source>being tried</source>
        <translation>wird versucht</translation>
    </message>
    <message>
        <source>done</source>
        <translation>erledigt</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>ausgelassen</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>%1: %2. %3</source>
        <translation>%1: %2. %3</translation>
    </message>
</context>
<context>
    <name>commonplace::JoinForm</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>You have this notebook already.</source>
        <translation>Dieses Notizbuch haben Sie schon.</translation>
    </message>
    <message>
        <source>You have this notebook already, on this machine only. It will be carried by %1.</source>
        <translation>Dieses Notizbuch haben Sie schon, nur auf diesem Rechner. Es wird dann durch %1 übertragen.</translation>
    </message>
    <message>
        <source>You have this notebook already, carried by %1. It moves to %2: your notes stay as they are, but you no longer write with those who stay at %1.</source>
        <translation>Dieses Notizbuch haben Sie schon; %1 überträgt es. Es zieht um zu %2: Ihre Notizen bleiben, wie sie sind, aber Sie schreiben nicht mehr mit denen, die bei %1 bleiben.</translation>
    </message>
    <message>
        <source>You know %1 already, but this link comes with another user or another certificate. It will be a messaging service beside yours, which stays as it is. Join only if you trust the sender.</source>
        <translation>Sie kennen %1 schon, aber dieser Link bringt einen anderen Benutzer oder ein anderes Zertifikat mit. Es wird ein Nachrichtendienst neben Ihrem, der bleibt, wie er ist. Treten Sie nur bei, wenn Sie dem Absender vertrauen.</translation>
    </message>
    <message>
        <source>This adds the messaging service %1 to yours.</source>
        <translation>Damit kommt der Nachrichtendienst %1 zu Ihren hinzu.</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>Beitreten</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Move it</source>
        <translation>Umziehen</translation>
    </message>
    <message>
        <source>%1: by computers on the same network</source>
        <translation>%1: durch Rechner im selben Netz</translation>
    </message>
    <message>
        <source>over %1</source>
        <translation>über %1</translation>
    </message>
    <message>
        <source>You have this notebook already, but this computer does not know its secret any more. The link has it: your notes stay as they are.</source>
        <translation>Dieses Notizbuch haben Sie schon, aber dieser Rechner kennt sein Geheimnis nicht mehr. Der Link hat es: Ihre Notizen bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>You have this notebook already, by another secret than this link has. It changes to this one: your notes stay as they are, but you no longer write with those who have the other.</source>
        <translation>Dieses Notizbuch haben Sie schon, mit einem anderen Geheimnis als dem in diesem Link. Es wechselt zu diesem: Ihre Notizen bleiben, wie sie sind, aber Sie schreiben nicht mehr mit denen, die das andere haben.</translation>
    </message>
    <message>
        <source>You get it when you and somebody who has it are there at the same time. Join only if you trust the sender.</source>
        <translation>Sie bekommen es, wenn Sie und jemand, der es hat, zur selben Zeit da sind. Treten Sie nur bei, wenn Sie dem Absender vertrauen.</translation>
    </message>
    <message>
        <source>This switches %1 on.</source>
        <translation>Damit wird „%1“ eingeschaltet.</translation>
    </message>
    <message>
        <source>Others are looked for at these addresses too: %1.</source>
        <translation>Andere werden auch unter diesen Adressen gesucht: %1.</translation>
    </message>
    <message>
        <source>Join again</source>
        <translation>Wieder beitreten</translation>
    </message>
</context>
<context>
    <name>commonplace::LateTransport</name>
    <message>
        <source>There is no connection to the service.</source>
        <translation>Es gibt keine Verbindung zum Dienst.</translation>
    </message>
</context>
<context>
    <name>commonplace::NoteFinder</name>
    <message>
        <source>%1 replaced; once more for the others</source>
        <translation>%1 ersetzt; noch einmal für die übrigen</translation>
    </message>
    <message>
        <source>%1 replaced</source>
        <translation>%1 ersetzt</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>Nicht gefunden</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 found</source>
        <translation>%1 gefunden</translation>
    </message>
</context>
<context>
    <name>commonplace::Notebook</name>
    <message>
        <source>Notebook</source>
        <translation>Notizbuch</translation>
    </message>
    <message>
        <source>This program has as many files and connections open as this computer allows it. Close other notebooks, or raise the limit for open files, and try again.</source>
        <translation>Dieses Programm hat so viele Dateien und Verbindungen geöffnet, wie dieser Rechner erlaubt. Schließen Sie andere Notizbücher, oder erhöhen Sie die Grenze für offene Dateien, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The file of this notebook is gone: %1. It was on this machine only. If you have a backup, put the file back there and try again. Otherwise remove the notebook from the list.</source>
        <translation>Die Datei dieses Notizbuchs ist weg: %1. Es war nur auf diesem Rechner. Wenn Sie eine Sicherung haben, legen Sie die Datei dorthin zurück, und versuchen Sie es noch einmal. Sonst entfernen Sie das Notizbuch aus der Liste.</translation>
    </message>
    <message>
        <source>This notebook is open in another program. Close that, and try again.</source>
        <translation>Dieses Notizbuch ist in einem anderen Programm geöffnet. Schließen Sie es dort, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>This notebook was last used by a newer version of Commonplace. Update Commonplace to open it.</source>
        <translation>Dieses Notizbuch wurde zuletzt von einer neueren Version von Commonplace benutzt. Aktualisieren Sie Commonplace, um es zu öffnen.</translation>
    </message>
    <message>
        <source>The file of this notebook is damaged: %1 Nothing has been changed in it. If others have the notebook, leave it here and join again with a link.</source>
        <translation>Die Datei dieses Notizbuchs ist beschädigt: %1 An ihr wurde nichts geändert. Wenn andere das Notizbuch haben, lassen Sie es hier, und treten Sie mit einem Link wieder bei.</translation>
    </message>
    <message>
        <source>There is no room left on the disk. Make room, and try again.</source>
        <translation>Auf der Platte ist kein Platz mehr. Schaffen Sie Platz, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The file of this notebook cannot be written: %1 Check that you may write there, and try again.</source>
        <translation>Die Datei dieses Notizbuchs lässt sich nicht schreiben: %1 Prüfen Sie, ob Sie dort schreiben dürfen, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>This notebook cannot be opened.</source>
        <translation>Dieses Notizbuch lässt sich nicht öffnen.</translation>
    </message>
    <message>
        <source> What you write is saved on this machine.</source>
        <translation> Was Sie schreiben, wird auf diesem Rechner gespeichert.</translation>
    </message>
    <message>
        <source>Waiting for the keychain</source>
        <translation>Wartet auf den Schlüsselbund</translation>
    </message>
    <message>
        <source>Keychain locked</source>
        <translation>Schlüsselbund gesperrt</translation>
    </message>
    <message>
        <source>Password needed</source>
        <translation>Passwort nötig</translation>
    </message>
    <message>
        <source>The keychain has no password for %1. Enter it in Settings → Messaging services.</source>
        <translation>Im Schlüsselbund ist kein Passwort für %1. Geben Sie es unter Einstellungen → Nachrichtendienste ein.</translation>
    </message>
    <message>
        <source>There is no keychain here to keep the password for %1. Enter it in Settings → Messaging services: it is kept until you quit.</source>
        <translation>Hier gibt es keinen Schlüsselbund, der das Passwort für %1 aufbewahrt. Geben Sie es unter Einstellungen → Nachrichtendienste ein: Es gilt, bis Sie beenden.</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>Nicht gespeichert</translation>
    </message>
    <message>
        <source>%1 What you wrote last is kept in this window, and saved as soon as that can be done.</source>
        <translation>%1 Was Sie zuletzt geschrieben haben, bleibt in diesem Fenster und wird gespeichert, sobald es geht.</translation>
    </message>
    <message>
        <source>Cannot be opened</source>
        <translation>Lässt sich nicht öffnen</translation>
    </message>
    <message>
        <source>Cannot connect</source>
        <translation>Keine Verbindung möglich</translation>
    </message>
    <message>
        <source>%1 What you write is saved on this machine.</source>
        <translation>%1 Was Sie schreiben, wird auf diesem Rechner gespeichert.</translation>
    </message>
    <message>
        <source>Nobody else has this notebook: all its notes will be gone.</source>
        <translation>Niemand sonst hat dieses Notizbuch: Alle seine Notizen gehen verloren.</translation>
    </message>
    <message>
        <source>Nobody has joined this notebook yet, as far as this machine has seen: all its notes will be gone.</source>
        <translation>Diesem Notizbuch ist, soweit dieser Rechner gesehen hat, noch niemand beigetreten: Alle seine Notizen gehen verloren.</translation>
    </message>
    <message>
        <source>Others have had this notebook and keep their copies, but it is on this machine only now: what you wrote since will be gone.</source>
        <translation>Andere hatten dieses Notizbuch und behalten ihre Kopien, aber jetzt ist es nur auf diesem Rechner: Was Sie seither geschrieben haben, geht verloren.</translation>
    </message>
    <message>
        <source>Others keep their copies. You can join again with a link as long as one of them is there.</source>
        <translation>Andere behalten ihre Kopien. Sie können mit einem Link wieder beitreten, solange jemand von ihnen da ist.</translation>
    </message>
    <message>
        <source>They do not have what you wrote last: it has not been sent yet, and will be gone.</source>
        <translation>Was Sie zuletzt geschrieben haben, haben sie nicht: Es ist noch nicht gesendet und geht verloren.</translation>
    </message>
    <message>
        <source>Another member has deleted this note for good.</source>
        <translation>Ein anderes Mitglied hat diese Notiz endgültig gelöscht.</translation>
    </message>
    <message>
        <source>Another member has deleted a note for good, with words of yours in it that nobody else had yet. They are in the trash, in the note “%1”: take it out to keep it.</source>
        <translation>Ein anderes Mitglied hat eine Notiz endgültig gelöscht, mit Worten von Ihnen darin, die noch niemand sonst hatte. Sie liegen im Papierkorb, in der Notiz „%1“: Nehmen Sie sie heraus, um sie zu behalten.</translation>
    </message>
    <message>
        <source>what lets this computer into the notebook</source>
        <translation>was diesen Rechner in das Notizbuch lässt</translation>
    </message>
    <message>
        <source>the password for %1</source>
        <translation>das Passwort für %1</translation>
    </message>
    <message>
        <source>The keychain has not given %1 yet. If it asks you something, answer it: the notebook connects then.</source>
        <translation>Der Schlüsselbund hat noch nicht herausgegeben: %1. Wenn er Sie etwas fragt, antworten Sie ihm: Dann verbindet sich das Notizbuch.</translation>
    </message>
    <message>
        <source>The keychain is locked, and has %1. Unlock it, and the notebook connects.</source>
        <translation>Der Schlüsselbund ist gesperrt; in ihm liegt, %1. Entsperren Sie ihn, dann verbindet sich das Notizbuch.</translation>
    </message>
    <message>
        <source>The keychain is locked, and has %1. Unlock it, and the notebook connects; or enter the password in Settings → Messaging services.</source>
        <translation>Der Schlüsselbund ist gesperrt; in ihm liegt %1. Entsperren Sie ihn, dann verbindet sich das Notizbuch. Oder geben Sie das Passwort unter Einstellungen → Nachrichtendienste ein.</translation>
    </message>
    <message>
        <source>%1 (copy)</source>
        <translation>%1 (Kopie)</translation>
    </message>
</context>
<context>
    <name>commonplace::NotebookMaker</name>
    <message>
        <source>The keychain is locked, and has what it takes to sign in. Unlock it, and try again.</source>
        <translation>Der Schlüsselbund ist gesperrt; in ihm liegt, was zum Anmelden nötig ist. Entsperren Sie ihn, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The keychain does not have what it takes to sign in. Enter it in Settings → Messaging services.</source>
        <translation>Im Schlüsselbund fehlt, was zum Anmelden nötig ist. Geben Sie es unter Einstellungen → Nachrichtendienste ein.</translation>
    </message>
    <message>
        <source>The notes of this notebook are not here yet, so they cannot be copied. Try again when they are.</source>
        <translation>Die Notizen dieses Notizbuchs sind noch nicht hier und lassen sich daher nicht kopieren. Versuchen Sie es wieder, wenn sie da sind.</translation>
    </message>
    <message>
        <source>Notebooks cannot have names such as “%1”, which this service gives. Choose another service.</source>
        <translation>Notizbücher können keine Namen wie „%1“ haben, wie dieser Dienst sie vergibt. Wählen Sie einen anderen Dienst.</translation>
    </message>
    <message>
        <source>The notebook was closed before its notes were copied. Open it, and try again.</source>
        <translation>Das Notizbuch wurde geschlossen, bevor seine Notizen kopiert waren. Öffnen Sie es, und versuchen Sie es noch einmal.</translation>
    </message>
</context>
<context>
    <name>commonplace::NotebookWorker</name>
    <message>
        <source>This note was deleted by another member, so it cannot be changed any more.</source>
        <translation>Ein anderes Mitglied hat diese Notiz gelöscht; sie lässt sich nicht mehr ändern.</translation>
    </message>
    <message>
        <source>The text of this note was taken away while you wrote.</source>
        <translation>Der Text dieser Notiz wurde entfernt, während Sie schrieben.</translation>
    </message>
    <message>
        <source>Recovered: %1</source>
        <translation>Wiederhergestellt: %1</translation>
    </message>
    <message>
        <source>What you typed last was not saved, as the note was deleted meanwhile.</source>
        <translation>Was Sie zuletzt getippt haben, wurde nicht gespeichert, weil die Notiz inzwischen gelöscht wurde.</translation>
    </message>
</context>
<context>
    <name>commonplace::NotebooksModel</name>
    <message numerus="yes">
        <source>%n notebook(s) were found again.</source>
        <translation>
            <numerusform>%n Notizbuch wurde wiedergefunden.</numerusform>
            <numerusform>%n Notizbücher wurden wiedergefunden.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The data of %n more is still in %1: join again to have it.</source>
        <translation>
            <numerusform>Die Daten von %n weiteren sind noch in %1: Treten Sie wieder bei, um es zurückzuhaben.</numerusform>
            <numerusform>Die Daten von %n weiteren sind noch in %1: Treten Sie wieder bei, um sie zurückzuhaben.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>commonplace::NotesExport</name>
    <message>
        <source>The notebook is not open, so its notes cannot be read. Try again when it is.</source>
        <translation>Das Notizbuch ist nicht offen, daher können seine Notizen nicht gelesen werden. Versuchen Sie es wieder, wenn es offen ist.</translation>
    </message>
    <message>
        <source>The notebook was closed before its notes were read. Open it, and try again.</source>
        <translation>Das Notizbuch wurde geschlossen, bevor seine Notizen gelesen waren. Öffnen Sie es, und versuchen Sie es wieder.</translation>
    </message>
    <message numerus="yes">
        <source>%1 %n note(s) had been written to %2 before.</source>
        <translation>
            <numerusform>%1 %n Notiz war zuvor nach %2 geschrieben worden.</numerusform>
            <numerusform>%1 %n Notizen waren zuvor nach %2 geschrieben worden.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopped. %n note(s) had been written to %1, and stay there.</source>
        <translation>
            <numerusform>Angehalten. %n Notiz wurde nach %1 geschrieben und bleibt dort.</numerusform>
            <numerusform>Angehalten. %n Notizen wurden nach %1 geschrieben und bleiben dort.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n note(s) are in %1.</source>
        <translation>
            <numerusform>%n Notiz ist in %1.</numerusform>
            <numerusform>%n Notizen sind in %1.</numerusform>
        </translation>
    </message>
    <message>
        <source>There are no notes in this notebook.</source>
        <translation>In diesem Notizbuch sind keine Notizen.</translation>
    </message>
</context>
<context>
    <name>commonplace::NotesImport</name>
    <message numerus="yes">
        <source>Stopped. %n note(s) came until then, and stay.</source>
        <translation>
            <numerusform>Angehalten. %n Notiz kam bis dahin und bleibt.</numerusform>
            <numerusform>Angehalten. %n Notizen kamen bis dahin und bleiben.</numerusform>
        </translation>
    </message>
    <message>
        <source>There were no notes in it.</source>
        <translation>Darin waren keine Notizen.</translation>
    </message>
    <message numerus="yes">
        <source>%n note(s) came.</source>
        <translation>
            <numerusform>%n Notiz ist da.</numerusform>
            <numerusform>%n Notizen sind da.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) or other file(s) stayed where they are.</source>
        <translation>
            <numerusform>%n Anhang blieb, wo er ist.</numerusform>
            <numerusform>%n Anhänge blieben, wo sie sind.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) could not be read, or not as a whole:</source>
        <translation>
            <numerusform>%n Sache konnte nicht oder nicht ganz gelesen werden:</numerusform>
            <numerusform>%n Sachen konnten nicht oder nicht ganz gelesen werden:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>commonplace::NotesModel</name>
    <message>
        <source>New note</source>
        <translation>Neue Notiz</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 Min.</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>d. MMM</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation>d. MMM yyyy</translation>
    </message>
</context>
<context>
    <name>commonplace::PeopleModel</name>
    <message>
        <source>Another member</source>
        <translation>Ein anderes Mitglied</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 und %n weiteres Mitglied</numerusform>
            <numerusform>%1 und %n weitere Mitglieder</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>commonplace::ServiceForm</name>
    <message>
        <source>Known; type another to change it</source>
        <translation>Bekannt; zum Ändern ein neues eingeben</translation>
    </message>
    <message>
        <source>Not in the keychain</source>
        <translation>Nicht im Schlüsselbund</translation>
    </message>
    <message>
        <source>There is no keychain</source>
        <translation>Es gibt keinen Schlüsselbund</translation>
    </message>
    <message>
        <source>Asking the keychain…</source>
        <translation>Der Schlüsselbund wird gefragt…</translation>
    </message>
    <message>
        <source>The keychain is locked</source>
        <translation>Der Schlüsselbund ist gesperrt</translation>
    </message>
    <message>
        <source>The keychain is locked, so its password cannot be tried. Unlock it, or enter the password here.</source>
        <translation>Der Schlüsselbund ist gesperrt, daher lässt sich sein Passwort nicht testen. Entsperren Sie ihn, oder geben Sie das Passwort hier ein.</translation>
    </message>
    <message>
        <source>The keychain has not given the password yet. If it asks you something, answer it; or enter the password here.</source>
        <translation>Der Schlüsselbund hat das Passwort noch nicht herausgegeben. Wenn er Sie etwas fragt, antworten Sie ihm; oder geben Sie das Passwort hier ein.</translation>
    </message>
    <message>
        <source>It works: %1 accepts you, and carries messages.</source>
        <translation>Es funktioniert: %1 nimmt Sie an und überträgt Nachrichten.</translation>
    </message>
    <message>
        <source>It works so far: %1 accepts you.</source>
        <translation>Es funktioniert so weit: %1 nimmt Sie an.</translation>
    </message>
</context>
<context>
    <name>mld::AmqpTransport</name>
    <message>
        <source>A domain name or clone id must not be empty, nor very long, nor contain “*” or “#”.</source>
        <translation>Der Name einer Domäne oder die Kennung eines Klons darf nicht leer sein, nicht sehr lang und weder „*“ noch „#“ enthalten.</translation>
    </message>
    <message>
        <source>This program cannot make secure connections to RabbitMQ. Use “amqp” instead.</source>
        <translation>Dieses Programm kann keine sicheren Verbindungen zu RabbitMQ herstellen. Nehmen Sie stattdessen „amqp“.</translation>
    </message>
    <message>
        <source>The notebook was closed.</source>
        <translation>Das Notizbuch wurde geschlossen.</translation>
    </message>
</context>
<context>
    <name>mld::ConnectionTransport</name>
    <message>
        <source>There is no connection to the service.</source>
        <translation>Es gibt keine Verbindung zum Dienst.</translation>
    </message>
</context>
<context>
    <name>mld::GatewayTransport</name>
    <message>
        <source>“%1” is not the name of a notebook at a gateway, as “notes.ada.gw.m-ld.org” is. Each part of it %2</source>
        <translation>„%1“ ist nicht der Name eines Notizbuchs auf einem Gateway, wie „notes.ada.gw.m-ld.org“ es ist. Jeder Teil davon %2</translation>
    </message>
</context>
<context>
    <name>mld::LanTransport</name>
    <message>
        <source>A clone id must not be empty, nor longer than %1 bytes.</source>
        <translation>Die Kennung eines Klons darf nicht leer sein und nicht länger als %1 Bytes.</translation>
    </message>
    <message>
        <source>The notebook&apos;s secret is missing. Without it nobody nearby can tell that this is a member. Join again by an invitation.</source>
        <translation>Das Geheimnis des Notizbuchs fehlt. Ohne es kann niemand in der Nähe erkennen, dass dies ein Mitglied ist. Treten Sie mit einer Einladung wieder bei.</translation>
    </message>
    <message>
        <source>Another program nearby uses a copy of this notebook under the same name, so the two do not exchange anything. Close one of them.</source>
        <translation>Ein anderes Programm in der Nähe benutzt eine Kopie dieses Notizbuchs unter demselben Namen, darum tauschen die beiden nichts aus. Schließen Sie eines von ihnen.</translation>
    </message>
    <message>
        <source>The connection to who should get this was lost.</source>
        <translation>Die Verbindung zum Empfänger ging verloren.</translation>
    </message>
    <message>
        <source>An id has more than %1 bytes.</source>
        <translation>Eine Kennung hat mehr als %1 Bytes.</translation>
    </message>
    <message>
        <source>Who should get this is not there any more.</source>
        <translation>Der Empfänger ist nicht mehr da.</translation>
    </message>
    <message>
        <source>The message has %1 bytes; at most %2 can be sent to others nearby.</source>
        <translation>Die Nachricht hat %1 Bytes; an andere in der Nähe können höchstens %2 gesendet werden.</translation>
    </message>
</context>
<context>
    <name>mld::MemoryNetwork</name>
    <message>
        <source>The connection was lost.</source>
        <translation>Die Verbindung ging verloren.</translation>
    </message>
    <message>
        <source>The service has stopped.</source>
        <translation>Der Dienst wurde beendet.</translation>
    </message>
    <message>
        <source>The service is not running.</source>
        <translation>Der Dienst läuft nicht.</translation>
    </message>
    <message>
        <source>Another program has connected as this clone.</source>
        <translation>Ein anderes Programm hat sich als dieser Klon verbunden.</translation>
    </message>
</context>
<context>
    <name>mld::MemoryTransport</name>
    <message>
        <source>There is no connection.</source>
        <translation>Es gibt keine Verbindung.</translation>
    </message>
    <message>
        <source>The message has %1 bytes; the service takes %2 at most.</source>
        <translation>Die Nachricht hat %1 Bytes; der Dienst nimmt höchstens %2 an.</translation>
    </message>
</context>
<context>
    <name>mld::MosquittoLink</name>
    <message>
        <source>MQTT over WebSocket or by way of a proxy is not installed with this program. Use the service&apos;s “mqtt” or “mqtts” port, without a proxy.</source>
        <translation>MQTT über WebSocket oder über einen Proxy ist mit diesem Programm nicht installiert. Nehmen Sie den „mqtt“- oder „mqtts“-Port des Dienstes, ohne Proxy.</translation>
    </message>
</context>
<context>
    <name>mld::MqttTransport</name>
    <message>
        <source>A domain name or clone id must not be empty, nor very long, nor contain “/”, “+”, “#” or “~”.</source>
        <translation>Der Name einer Domäne oder die Kennung eines Klons darf nicht leer sein, nicht sehr lang und weder „/“ noch „+“, „#“ oder „~“ enthalten.</translation>
    </message>
    <message>
        <source>A domain name or clone id must not be empty, nor contain “/”, “+” or “#”.</source>
        <translation>Der Name einer Domäne oder die Kennung eines Klons darf nicht leer sein und weder „/“ noch „+“ oder „#“ enthalten.</translation>
    </message>
    <message>
        <source>This build cannot use MQTT over WebSocket. Use the service&apos;s “mqtt” or “mqtts” port instead.</source>
        <translation>Dieses Programm kann MQTT nicht über WebSocket benutzen. Nehmen Sie stattdessen den „mqtt“- oder „mqtts“-Port des Dienstes.</translation>
    </message>
    <message>
        <source>The service does not let this account receive the notebook&apos;s messages with the guarantee that they need (QoS 1). Ask whoever runs it for access.</source>
        <translation>Der Dienst erlaubt diesem Konto nicht, die Nachrichten des Notizbuchs mit der Zusicherung zu empfangen, die sie brauchen (QoS 1). Bitten Sie den Betreiber um Zugang.</translation>
    </message>
    <message>
        <source>The notebook was closed.</source>
        <translation>Das Notizbuch wurde geschlossen.</translation>
    </message>
    <message>
        <source>The id “%1” cannot be written to over MQTT.</source>
        <translation>An die Kennung „%1“ kann über MQTT nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The change is too large to be sent by way of %1: %2 bytes, where it takes %3. Make it in smaller parts, or ask whoever runs the service to allow larger messages.</source>
        <translation>Die Änderung ist zu groß, um über %1 gesendet zu werden: %2 Bytes, wo %3 angenommen werden. Ändern Sie in kleineren Teilen, oder bitten Sie den Betreiber des Dienstes, größere Nachrichten zu erlauben.</translation>
    </message>
</context>
<context>
    <name>mld::MulticastFinder</name>
    <message>
        <source>Nobody nearby can be found: another program on this computer keeps UDP port %1 to itself. Close it, or type the addresses of the others&apos; computers.</source>
        <translation>In der Nähe lässt sich niemand finden: Ein anderes Programm auf diesem Rechner behält UDP-Port %1 für sich. Schließen Sie es, oder geben Sie die Adressen der anderen Rechner ein.</translation>
    </message>
    <message>
        <source>Nobody nearby can be found: this program is not allowed to use the network. Allow it where this computer&apos;s permissions of programs are set.</source>
        <translation>In der Nähe lässt sich niemand finden: Dieses Programm darf das Netz nicht benutzen. Erlauben Sie es dort, wo dieser Rechner die Rechte der Programme festlegt.</translation>
    </message>
    <message>
        <source>Nobody nearby can be found: this program has as many files and connections open as this computer allows it. Close others, and start it again.</source>
        <translation>In der Nähe lässt sich niemand finden: Dieses Programm hat so viele Dateien und Verbindungen geöffnet, wie dieser Rechner erlaubt. Schließen Sie andere, und starten Sie es neu.</translation>
    </message>
    <message>
        <source>This computer is not connected to a network, so only programs on it are found. Connect it to the network that the others are on.</source>
        <translation>Dieser Rechner ist mit keinem Netz verbunden, darum werden nur Programme auf ihm selbst gefunden. Verbinden Sie ihn mit dem Netz, in dem die anderen sind.</translation>
    </message>
    <message>
        <source>A firewall on this computer keeps those nearby from being found. Let UDP port %1 pass in and out, or type the addresses of the others&apos; computers.</source>
        <translation>Eine Firewall auf diesem Rechner verhindert, dass andere in der Nähe gefunden werden. Lassen Sie UDP-Port %1 in beide Richtungen durch, oder geben Sie die Adressen der anderen Rechner ein.</translation>
    </message>
    <message>
        <source>This computer&apos;s network carries no announcements, so nobody nearby can be found. Check the network, or type the addresses of the others&apos; computers.</source>
        <translation>Das Netz dieses Rechners überträgt keine Ankündigungen, darum lässt sich in der Nähe niemand finden. Prüfen Sie das Netz, oder geben Sie die Adressen der anderen Rechner ein.</translation>
    </message>
</context>
<context>
    <name>mld::Proxy</name>
    <message>
        <source>must be such as “http://proxy.example.org:3128” or “socks5://…”.</source>
        <translation>muss wie „http://proxy.example.org:3128“ oder „socks5://…“ aussehen.</translation>
    </message>
</context>
<context>
    <name>mld::SealedTransport</name>
    <message>
        <source>There is no connection.</source>
        <translation>Es gibt keine Verbindung.</translation>
    </message>
    <message>
        <source>The key is of another notebook. Ask whoever invited you for the invitation once more.</source>
        <translation>Der Schlüssel gehört zu einem anderen Notizbuch. Bitten Sie noch einmal um die Einladung.</translation>
    </message>
    <message>
        <source>The key of this notebook was replaced. What you write is kept here. Ask its owner for a new invitation.</source>
        <translation>Der Schlüssel dieses Notizbuchs wurde ersetzt. Was Sie schreiben, bleibt hier erhalten. Bitten Sie den Inhaber um eine neue Einladung.</translation>
    </message>
    <message>
        <source>The key of this notebook was replaced by a newer version of this program. What you write is kept here. Update the program, and ask the notebook&apos;s owner for a new invitation.</source>
        <translation>Der Schlüssel dieses Notizbuchs wurde von einer neueren Version dieses Programms ersetzt. Was Sie schreiben, bleibt hier erhalten. Aktualisieren Sie das Programm, und bitten Sie den Inhaber des Notizbuchs um eine neue Einladung.</translation>
    </message>
    <message>
        <source>This is the key of another notebook.</source>
        <translation>Das ist der Schlüssel eines anderen Notizbuchs.</translation>
    </message>
    <message>
        <source>The key was replaced since this one was made. Ask the notebook&apos;s owner for a new invitation.</source>
        <translation>Der Schlüssel wurde ersetzt, seit dieser ausgegeben wurde. Bitten Sie den Inhaber des Notizbuchs um eine neue Einladung.</translation>
    </message>
</context>
<context>
    <name>mld::SocketIoTransport</name>
    <message>
        <source>A domain name or clone id must not be empty, nor contain “/”.</source>
        <translation>Der Name einer Domäne oder die Kennung eines Klons darf nicht leer sein und kein „/“ enthalten.</translation>
    </message>
    <message>
        <source>The notebook was closed.</source>
        <translation>Das Notizbuch wurde geschlossen.</translation>
    </message>
    <message>
        <source>The change is too large for this server: %1 bytes, where %2 can be. Make it in smaller parts, or ask whoever runs the server for a larger limit (maxHttpBufferSize).</source>
        <translation>Die Änderung ist zu groß für diesen Server: %1 Bytes, wo %2 möglich sind. Ändern Sie in kleineren Teilen, oder bitten Sie den Betreiber des Servers um eine höhere Grenze (maxHttpBufferSize).</translation>
    </message>
    <message>
        <source>The server did not pass a message on.</source>
        <translation>Der Server hat eine Nachricht nicht weitergegeben.</translation>
    </message>
    <message>
        <source>The server did not say in time that it has a message.</source>
        <translation>Der Server hat nicht rechtzeitig gesagt, dass er eine Nachricht hat.</translation>
    </message>
</context>
<context>
    <name>mld::StreamBridge</name>
    <message>
        <source>No local socket can be made for a connection by WebSocket: %1.</source>
        <translation>Für eine Verbindung über WebSocket lässt sich kein lokaler Socket anlegen: %1.</translation>
    </message>
</context>
<context>
    <name>mld::lan::Mesh</name>
    <message>
        <source>Port %1 is used by another program on this machine. Choose another port, or none, to have a free one taken.</source>
        <translation>Port %1 wird von einem anderen Programm auf diesem Rechner benutzt. Wählen Sie einen anderen Port, oder keinen, damit ein freier genommen wird.</translation>
    </message>
    <message>
        <source>This machine lets no program take connections from others nearby.</source>
        <translation>Dieser Rechner lässt kein Programm Verbindungen von anderen in der Nähe annehmen.</translation>
    </message>
    <message>
        <source>This machine lets no program take connections at port %1. Choose another port, or none, to have a free one taken.</source>
        <translation>Dieser Rechner lässt kein Programm Verbindungen an Port %1 annehmen. Wählen Sie einen anderen Port, oder keinen, damit ein freier genommen wird.</translation>
    </message>
</context>
</TS>
