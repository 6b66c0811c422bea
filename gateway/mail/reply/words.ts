/**
 * What mail programs write around a mail that is answered or forwarded, in the languages they come in. Data, not rules:
 * one line a language where order allows; a missing language is a line to add. Lower case, NFC.
 */

/** Labels of a copied header, by what they name. */
export const HEADER_LABELS = {
  from: `from|von|de|van|da|fra|från|frá|lähettäjä|od|odesílatel|odosielateľ|feladó|από|от|от кого|від|від кого|kimden|gönderen|
    发件人|发信人|寄件者|寄件人|差出人|送信者|보낸 사람|보낸사람|מאת|من|từ|người gửi|dari|daripada|จาก|de la|expéditeur|remitente|
    remetente|mittente|afsender|avsändare|avsender|afzender|absender|saatja|kellelt|nuo|pošiljatelj|šalje|nga|fraa`,
  sent: `sent|sent at|sent on|gesendet|gesendet am|envoyé|envoyé le|envoyée|enviado|enviada|enviado el|enviada em|enviado em|
    enviada el|enviat|verzonden|inviato|inviata|data invio|sendt|skickat|skickades|lähetetty|wysłano|wysłane|odesláno|odoslané|
    elküldve|küldve|küldés ideje|στάλθηκε|απεστάλη|отправлено|дата отправки|надіслано|відправлено|gönderildi|gönderme tarihi|
    gönderim|发送时间|发送日期|寄件日期|傳送時間|送信日時|送信日|보낸 날짜|보냄|נשלח|تم الإرسال|أرسلت|đã gửi|thời gian gửi|dikirim|
    ส่ง|ส่งเมื่อ|trimis|trimis la|poslano|poslato|saadetud|nosūtīts|išsiųsta|изпратено|послато`,
  date: `date|datum|fecha|data|dato|päivämäärä|päiväys|pvm|dátum|ημερομηνία|дата|tarih|日期|日期和时间|日付|日時|날짜|תאריך|التاريخ|
    ngày|tanggal|tarikh|วันที่|dată|kuupäev|datums|message du|dagsetning`,
  to: `to|an|à|a|para|aan|til|till|vastaanottaja|do|komu|adresat|címzett|προς|кому|kime|alıcı|收件人|收件者|宛先|받는 사람|받는사람|
    אל|إلى|đến|tới|người nhận|kepada|ถึง|către|destinataire|destinatario|destinatário|modtager|mottagare|mottaker|
    ontvanger|empfänger|prima|za|saaja|kellele|kam|до`,
  cc: `cc|kopie|copie|copie à|cópia|copia|kopi|kopia|kopio|dw|másolat|másolatot kap|κοιν|κοινοποίηση|копия|копія|bilgi|抄送|副本|
    cc(사본)|참조|עותק|نسخة|tembusan|สำเนา|în copie|koopia|bcc|ccn|cco`,
  subject: `subject|betreff|betr|objet|asunto|assunto|onderwerp|oggetto|emne|ämne|aihe|temat|předmět|predmet|tárgy|θέμα|тема|konu|
    主题|主旨|主題|件名|제목|נושא|הנדון|الموضوع|chủ đề|tiêu đề|subjek|perihal|เรื่อง|หัวเรื่อง|subiect|subiectul|teema|temats|tema|
    assumpte|относно|naslov|efni`,
  other: `reply-to|antwort an|répondre à|responder a|importance|priority|priorität|wichtigkeit|priorité|attachments|attachment|
    anlagen|anhang|pièces jointes|adjuntos|organization|organisation|resent-from|sender|mailed-by|signed-by`,
} as const;

/** "wrote" as it stands behind or before the writer's name. */
export const WROTE = `wrote|writes|sent|schrieb|schrieben|geschrieben|a écrit|a ecrit|escribió|escribio|ha escrito|ha escrit|va escriure|
  escriu|escreveu|escribiu|idatzi du|ha scritto|scrive|ha inviato|schreef|geschreven|skrev|skreiv|kirjoitti|skrifaði|
  napisał|napisała|napisał\\(a\\)|pisze|napsal|napsala|napsal\\(a\\)|napísal|napísala|napísal\\(a\\)|je napisao|je napisala|
  je napisao/la|je napisal|je napisala|je napisao\\(la\\)|napisao je|írta|ezt írta|έγραψε|έγραψαν|написал|написала|написал\\(а\\)|
  пишет|писал|писала|написав|написала|написав\\(-ла\\)|пише|написа|је написао|yazdı|şunu yazdı|şöyle yazdı|写道|寫道|写到|のメッセージ|
  のメール|さんは書きました|さんの投稿|が書きました|작성|작성했습니다|님이 작성|님의 말|כתב|כתבה|כתב/ה|كتب|كتبت|đã viết|viết|menulis|เขียนว่า|เขียน|
  a scris|rakstīja|rašė|parašė|kirjutas|shkroi`;

/** Words in front of a date. */
export const ON = `on|at|am|in a message dated|in message|in article|le|el|il|in data|data|op|em|a|den|d\\.|på|kl|w dniu|dnia|dne|dňa|dana|dne:|vào|vào lúc|pada|เมื่อ|วันที่|ในวันที่|la|în data|în|pe|
  на|в|о|у|v|ve|o|tarihinde|στις|την|az|ב|בתאריך|في|ngày|lúc|kuupäev|kuupäeval|el dia|no dia|i|er|il giorno|le jour`;

/** Above an answered mail. */
export const ORIGINAL_MESSAGE = `original message|original mail|original email|reply message|reply above this line|
  please type your reply above this line|type your reply above this line|please reply above this line|write above this line|
  bitte antworten sie oberhalb dieser zeile|antworten sie oberhalb dieser linie|répondez au-dessus de cette ligne|
  responda por encima de esta línea|responda acima desta linha|rispondi sopra questa riga|
  ursprüngliche nachricht|originalnachricht|original-nachricht|
  original nachricht|ursprüngliche mail|antwort nachricht|message d'origine|message original|message initial|mail original|mail d'origine|courrier original|e-mail d'origine|courriel original|courriel d'origine|mensaje original|correo original|missatge original|
  mensagem original|oorspronkelijk bericht|originele bericht|origineel bericht|oorspronkelijke bericht|messaggio originale|messaggio originario|
  oprindelig meddelelse|oprindelig besked|original meddelelse|ursprungligt meddelande|originalmeddelande|opprinnelig melding|
  alkuperäinen viesti|wiadomość oryginalna|oryginalna wiadomość|wiadomość pierwotna|původní zpráva|originální zpráva|
  pôvodná správa|eredeti üzenet|αρχικό μήνυμα|исходное сообщение|оригинальное сообщение|первоначальное сообщение|
  вихідне повідомлення|оригінальне повідомлення|початкове повідомлення|оригинално съобщение|оригинална порука|orijinal ileti|orijinal İleti|orijinal mesaj|
  özgün ileti|özgün İleti|原始邮件|原邮件|原始郵件|原始信件|原始消息|元のメッセージ|オリジナルメッセージ|원본 메시지|원본 메일|원본메시지|הודעה מקורית|
  ההודעה המקורית|الرسالة الأصلية|رسالة أصلية|thư gốc|tin nhắn gốc|pesan asli|pesan asal|ข้อความต้นฉบับ|mesaj original|
  mesajul original|izvorna poruka|originalna poruka|izvirno sporočilo|algne kiri|algne sõnum|sākotnējā ziņa|originalus laiškas`;

/** Above a forwarded mail. */
export const FORWARDED_MESSAGE = `forwarded message|forwarded by|forwarded mail|begin forwarded message|begin forwarded text|start of forwarded message|weitergeleitete nachricht|
  anfang der weitergeleiteten nachricht|anfang der weitergeleiteten e-mail|ursprüngliche nachricht weitergeleitet|weitergeleitet von|message transféré|
  début du message transféré|début du message réexpédié|mensaje reenviado|inicio del mensaje reenviado|missatge reenviat|
  mensagem encaminhada|mensagem reencaminhada|início da mensagem encaminhada|início da mensagem reencaminhada|
  doorgestuurd bericht|begin doorgestuurd bericht|messaggio inoltrato|inizio messaggio inoltrato|videresendt meddelelse|
  videresendt besked|start på videresendt besked|videresendt melding|videresendt e-post|vidarebefordrat meddelande|
  vidarebefordrat mejl|välitetty viesti|edelleenlähetetty viesti|przekazana wiadomość|wiadomość przekazana dalej|
  treść przekazanej wiadomości|přeposlaná zpráva|preposlaná správa|továbbított üzenet|továbbított levél|προωθημένο μήνυμα|
  пересылаемое сообщение|пересланное сообщение|начало переадресованного сообщения|переслане повідомлення|
  препратено съобщение|yönlendirilen ileti|yönlendirilen İleti|iletilmiş mesaj|iletilen mesaj|转发的邮件|转发邮件信息|轉寄郵件|轉寄的郵件|已轉寄的郵件|
  転送されたメッセージ|転送メッセージ|전달된 메시지|전달된 메일|הודעה שהועברה|רسالة|رسالة معاد توجيهها|رسالة مُعاد توجيهها|thư đã chuyển tiếp|
  tin nhắn đã chuyển tiếp|pesan terusan|pesan yang diteruskan|mesaj redirecționat|proslijeđena poruka|posredovano sporočilo`;

/** What a telephone or an app puts below: up to and behind the name of the thing. */
export const SENT_FROM = [
  `sent (?:from|via|with|by|using)|get outlook for|gesendet (?:von|mit|über|aus)|von (?:meinem|meiner|mein) .{2,40} gesendet|diese nachricht wurde von meinem`,
  `envoyé (?:de|depuis|avec|à partir de|par)|télécharge[rz]? outlook pour|obtenir outlook|enviado (?:desde|do|de|a partir de|via|pelo)|obtener outlook para|obter o outlook`,
  `inviato (?:da|dal|con|tramite)|ottieni outlook per|verzonden (?:vanaf|met|via|van)|verstuurd vanaf|outlook voor .{2,20} downloaden`,
  `skickat från|skickades från|hämta outlook|sendt fra|sendt med|hent outlook|lähetetty|hanki outlook`,
  `wysłan[eo] z|pobierz program outlook|odesláno z|odoslané z|získat outlook|küldve|elküldve|στάλθηκε από|εστάλη από`,
  `отправлено (?:с|из)|надіслано з|відправлено з|изпратено от|gönderildi|trimis (?:de pe|din|de la)|poslano (?:s|sa|iz|z)|poslato`,
  `נשלח (?:מ|מה)|أُ?رسلت? من|مرسل من|gửi từ|được gửi từ|dikirim dari`,
];

/** The same in languages that set no space behind it. */
export const SENT_FROM_GLUED = `发自|發自|来自我的|來自我的|從我的|ส่งจาก|נשלח מה`;

/** The same where the name of the thing comes first. */
export const SENT_FROM_BEHIND = `から送信|에서 보냄|에서 발송했습니다|gönderildi|傳送|iphonesta|ipadista`;

/** The last words before a name: formal ones, which are followed by nothing but who wrote. */
export const CLOSINGS = `regards|best regards|kind regards|kindest regards|warm regards|warmest regards|with best regards|with kind regards|best wishes|
  with regards|sincerely|yours sincerely|sincerely yours|yours faithfully|yours truly|respectfully|
  mit freundlichen grüßen|mit freundlichen grüssen|mit freundlichem gruß|freundliche grüße|freundliche grüsse|beste grüße|viele grüße|
  herzliche grüße|schöne grüße|liebe grüße|mfg|hochachtungsvoll|
  cordialement|bien cordialement|bien à vous|sincères salutations|salutations|meilleures salutations|
  saludos|saludos cordiales|un saludo|atentamente|cordialmente|un cordial saludo|
  atenciosamente|com os melhores cumprimentos|melhores cumprimentos|cumprimentos|abraços|
  cordiali saluti|distinti saluti|un cordiale saluto|saluti|
  met vriendelijke groet|met vriendelijke groeten|vriendelijke groet|vriendelijke groeten|mvg|
  med venlig hilsen|venlig hilsen|mvh|med vänlig hälsning|vänliga hälsningar|med vennlig hilsen|vennlig hilsen|ystävällisin terveisin|
  pozdrawiam|z poważaniem|serdecznie pozdrawiam|s pozdravem|s pozdravom|üdvözlettel|με εκτίμηση|
  с уважением|з повагою|с уважение|saygılarımla|cu stimă|lp|s poštovanjem|lep pozdrav|trân trọng|hormat saya|此致|敬具|よろしくお願いします`;

/** What a customer writes below the name for us to find him by. */
export const OUR_NUMBERS = `account|customer|order|invoice|ticket|case|contract|serial|reference|konto|kunden|bestell|auftrag|rechnung|vertrag|
  serien|cuenta|cliente|pedido|factura|contrato|compte|client|commande|facture|contrat|conta|encomenda|fatura|ordine|fattura|
  klant|bestelling|factuur`;

/** Words of the paragraphs that lawyers and virus scanners add below. */
export const DISCLAIMERS = [
  `(?:e-?mail|message|communication|transmission|information)[^.]{0,120}(?:confidential|privileged|intended (?:only|solely)|sole use)`,
  `if you (?:are not|have received this|received this)[^.]{0,80}(?:intended recipient|in error|by mistake)`,
  `(?:e-?mail|nachricht)[^.]{0,80}(?:vertraulich|rechtlich geschützt)|nicht der (?:richtige|beabsichtigte) (?:adressat|empfänger)`,
  `(?:message|courriel|e-?mail)[^.]{0,100}(?:confidentiel|strictement réserv|à l'attention exclusive)|(?:mensaje|correo)[^.]{0,100}confidencial`,
  `(?:mensagem|e-?mail)[^.]{0,100}confidencia|informazioni contenute[^.]{0,80}riservate|bericht[^.]{0,60}vertrouwelijk`,
  `please consider the environment before|denken sie an die umwelt|pensez à l'environnement|antes de imprimir`,
  `(?:checked|scanned) for viruses|auf viren geprüft|virenfrei|virus-free\\.|libre de virus|sans virus`,
  `to unsubscribe from this (?:group|list|thread)|you received this message because you are subscribed|mailing list\\s*$`,
];

/** A table of words above, as the alternatives of a regular expression. */
export const alternatives = (table: string): string => listed(table).join('|');

/** A table of words above, one by one. */
export const listed = (table: string): string[] =>
  table
    .split('|')
    .map((word) => word.replace(/\s+/g, ' ').trim())
    .filter((word) => word !== '');
