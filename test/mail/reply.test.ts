import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { htmlLines } from '../../gateway/mail/html-text.ts';
import { foldLines, foldText } from '../../gateway/mail/reply/fold.ts';

const visibleOf = (text: string) => foldText(text).visible;
const visibleOfHtml = (html: string) => foldLines(htmlLines(html)).visible;

describe('the mail that is answered is folded away', () => {
  // As Gmail, Apple Mail, Outlook and Thunderbird write them.
  test.each([
    ['English', 'On Tue, 3 Mar 2026 at 10:15, Bob Smith <bob@example.org> wrote:'],
    ['English, by Apple', 'On Mar 3, 2026, at 10:15 AM, Bob Smith <bob@example.org> wrote:'],
    ['English, without a year', 'On Tuesday, March 3 at 4:55 PM, Bob wrote:'],
    ['German', 'Am Di., 3. März 2026 um 10:15 Uhr schrieb Bob Smith <bob@example.org>:'],
    ['German, by Thunderbird', 'Am 03.03.26 um 10:15 schrieb Bob Smith:'],
    ['French', 'Le mar. 3 mars 2026 à 10:15, Bob Smith <bob@example.org> a écrit :'],
    ['Spanish', 'El mar, 3 mar 2026 a las 10:15, Bob Smith (<bob@example.org>) escribió:'],
    ['Portuguese', 'Em ter., 3 de mar. de 2026 às 10:15, Bob Smith <bob@example.org> escreveu:'],
    ['Italian', 'Il giorno mar 3 mar 2026 alle ore 10:15 Bob Smith <bob@example.org> ha scritto:'],
    ['Dutch', 'Op di 3 mrt 2026 om 10:15 schreef Bob Smith <bob@example.org>:'],
    ['Dutch, by Apple', 'Op 3 mrt. 2026, om 10:15 heeft Bob Smith <bob@example.org> het volgende geschreven:'],
    ['Danish', 'Den tir. 3. mar. 2026 kl. 10.15 skrev Bob Smith <bob@example.org>:'],
    ['Swedish', 'Den tis 3 mars 2026 kl 10:15 skrev Bob Smith <bob@example.org>:'],
    ['Norwegian', 'tir. 3. mars 2026 kl. 10:15 skrev Bob Smith <bob@example.org>:'],
    ['Finnish', 'ti 3. maalisk. 2026 klo 10.15 Bob Smith (bob@example.org) kirjoitti:'],
    ['Polish', 'wt., 3 mar 2026 o 10:15 Bob Smith <bob@example.org> napisał(a):'],
    ['Czech', 'út 3. 3. 2026 v 10:15 odesílatel Bob Smith <bob@example.org> napsal:'],
    ['Slovak', 'ut 3. 3. 2026 o 10:15 Bob Smith <bob@example.org> napísal(a):'],
    ['Hungarian', 'Bob Smith <bob@example.org> ezt írta (időpont: 2026. márc. 3., K, 10:15):'],
    ['Greek', 'Στις Τρί, 3 Μαρ 2026 στις 10:15 π.μ., ο χρήστης Bob Smith <bob@example.org> έγραψε:'],
    ['Russian', 'вт, 3 мар. 2026 г. в 10:15, Bob Smith <bob@example.org>:'],
    ['Ukrainian', 'вт, 3 бер. 2026 р. о 10:15 Bob Smith <bob@example.org> пише:'],
    ['Bulgarian', 'На вт, 3.03.2026 г. в 10:15 Bob Smith <bob@example.org> написа:'],
    ['Romanian', 'În mar., 3 mar. 2026 la 10:15, Bob Smith <bob@example.org> a scris:'],
    ['Croatian', 'uto, 3. ožu 2026. u 10:15 Bob Smith <bob@example.org> napisao je:'],
    ['Turkish', 'Bob Smith <bob@example.org>, 3 Mar 2026 Sal, 10:15 tarihinde şunu yazdı:'],
    ['Chinese', 'Bob Smith <bob@example.org> 于2026年3月3日周二 10:15写道：'],
    ['Chinese, traditional', 'Bob Smith <bob@example.org> 於 2026年3月3日 週二 上午10:15寫道：'],
    ['Japanese', '2026年3月3日(火) 10:15 Bob Smith <bob@example.org>:'],
    ['Korean', '2026년 3월 3일 (화) 오전 10:15, Bob Smith <bob@example.org>님이 작성:'],
    ['Hebrew', 'בתאריך יום ג׳, 3 במרץ 2026 ב-10:15 מאת Bob Smith <bob@example.org>:'],
    ['Arabic', 'في الثلاثاء، 3 مارس 2026 في 10:15 ص تمت كتابة ما يلي بواسطة Bob Smith <bob@example.org>:'],
    ['Vietnamese', 'Vào Th 3, 3 thg 3, 2026 vào lúc 10:15 Bob Smith <bob@example.org> đã viết:'],
    ['Indonesian', 'Pada tanggal Sel, 3 Mar 2026 pukul 10.15 Bob Smith <bob@example.org> menulis:'],
    ['Thai', 'ในวันที่ อ. 3 มี.ค. 2026 เวลา 10:15 Bob Smith <bob@example.org> เขียนว่า:'],
    ['Catalan', 'El dt., 3 de març 2026 a les 10:15, Bob Smith (<bob@example.org>) va escriure:'],
    ['Estonian', 'Kuupäev T, 3. märts 2026 kell 10:15 kirjutas Bob Smith (<bob@example.org>):'],
    ['Lithuanian', '2026-03-03, an, 10:15 Bob Smith <bob@example.org> rašė:'],
    ['Arabic digits', 'في ٣ مارس ٢٠٢٦، الساعة ١٠:١٥، كتب Bob Smith <bob@example.org>:'],
    ['Hindi', 'मंगल, 3 मार्च 2026 को 10:15 बजे Bob Smith <bob@example.org> ने लिखा:'],
    ['Slovenian', 'V tor., 3. mar. 2026 ob 10:15 je oseba Bob Smith <bob@example.org> napisala:'],
    ['Galician', 'O mar., 3 mar. 2026 ás 10:15, Bob Smith (<bob@example.org>) escribiu:'],
    ['Latvian', 'otrd., 2026. g. 3. marts, plkst. 10:15 — lietotājs Bob Smith (<bob@example.org>) rakstīja:'],
    ['English, by AOL', 'In a message dated 3/3/2026 10:15:00 AM Eastern Standard Time, bob@example.org writes:'],
    ['French, by Zimbra', '----- Le 3 Mar 26, à 10:15, Bob Smith bob@example.org a écrit :'],
    ['Chinese, by NetEase', '在 2026-03-03 10:15:00，"Bob Smith" <bob@example.org> 写道：'],
    ['no language', '03.03.2026, 10:15, "Bob Smith" <bob@example.org>:'],
  ])('with an attribution in %s', (_, attribution) => {
    expect(visibleOf(`Yes, please.\n\n${attribution}\n\n> Shall we?\n>\n> Bob\n`)).toBe('Yes, please.');
    expect(visibleOf(`Yes, please.\n\n${attribution}\n\nShall we?\n\nBob\n`)).toBe('Yes, please.');
  });

  test.each([
    ['English', ['From', 'Sent', 'To', 'Subject']],
    ['German', ['Von', 'Gesendet', 'An', 'Betreff']],
    ['French', ['De', 'Envoyé', 'À', 'Objet']],
    ['Spanish', ['De', 'Enviado', 'Para', 'Asunto']],
    ['Portuguese', ['De', 'Enviado', 'Para', 'Assunto']],
    ['Italian', ['Da', 'Inviato', 'A', 'Oggetto']],
    ['Dutch', ['Van', 'Verzonden', 'Aan', 'Onderwerp']],
    ['Danish', ['Fra', 'Sendt', 'Til', 'Emne']],
    ['Swedish', ['Från', 'Skickat', 'Till', 'Ämne']],
    ['Finnish', ['Lähettäjä', 'Lähetetty', 'Vastaanottaja', 'Aihe']],
    ['Polish', ['Od', 'Wysłano', 'Do', 'Temat']],
    ['Czech', ['Od', 'Odesláno', 'Komu', 'Předmět']],
    ['Hungarian', ['Feladó', 'Elküldve', 'Címzett', 'Tárgy']],
    ['Greek', ['Από', 'Στάλθηκε', 'Προς', 'Θέμα']],
    ['Russian', ['От', 'Отправлено', 'Кому', 'Тема']],
    ['Ukrainian', ['Від', 'Надіслано', 'Кому', 'Тема']],
    ['Turkish', ['Gönderen', 'Gönderildi', 'Kime', 'Konu']],
    ['Romanian', ['De la', 'Trimis', 'Către', 'Subiect']],
    ['Chinese', ['发件人', '发送时间', '收件人', '主题']],
    ['Chinese, traditional', ['寄件者', '寄件日期', '收件者', '主旨']],
    ['Japanese', ['差出人', '送信日時', '宛先', '件名']],
    ['Korean', ['보낸 사람', '보낸 날짜', '받는 사람', '제목']],
    ['Hebrew', ['מאת', 'נשלח', 'אל', 'נושא']],
    ['Arabic', ['من', 'تم الإرسال', 'إلى', 'الموضوع']],
    ['Vietnamese', ['Từ', 'Đã gửi', 'Đến', 'Chủ đề']],
  ])('with the header of Outlook in %s', (_, [from, sent, to, subject]) => {
    const header = `${from}: Bob Smith <bob@example.org>\n${sent}: 03.03.2026 10:15\n${to}: Ada\n${subject}: Printer`;
    expect(visibleOf(`Yes, please.\n\n${header}\n\nShall we?\n`)).toBe('Yes, please.');
    expect(visibleOf(`Yes, please.\n\n________________________________\n${header}\n\nShall we?\n`)).toBe(
      'Yes, please.',
    );
  });

  test.each([
    '-----Original Message-----',
    '-----Ursprüngliche Nachricht-----',
    '-------- Message original --------',
    '-----Mensaje original-----',
    '-----Mensagem original-----',
    '-----Messaggio originale-----',
    '-----Oorspronkelijk bericht-----',
    '-----Oprindelig meddelelse-----',
    '-----Ursprungligt meddelande-----',
    '-----Opprinnelig melding-----',
    '-----Alkuperäinen viesti-----',
    '-----Wiadomość oryginalna-----',
    '-----Původní zpráva-----',
    '-----Eredeti üzenet-----',
    '-----Αρχικό μήνυμα-----',
    '-----Исходное сообщение-----',
    '-----Оригінальне повідомлення-----',
    '-----Orijinal İleti-----',
    '-----Mesaj original-----',
    '-----原始邮件-----',
    '-----原始郵件-----',
    '-----元のメッセージ-----',
    '-----원본 메시지-----',
    '-----הודעה מקורית-----',
    '-----الرسالة الأصلية-----',
    '________ Original Message ________',
    '----- Mail original -----',
    '##- Please type your reply above this line -##',
  ])('below "%s"', (separator) => {
    expect(visibleOf(`Yes, please.\n\n${separator}\n\nShall we?\n`)).toBe('Yes, please.');
  });

  test('when the attribution shares its line with the answer', () => {
    expect(visibleOf('Fine. On Wed, Apr 4, 2026 at 3:59 PM, bob@example.org wrote:\n> Hi')).toBe('Fine.');
  });

  test('with the initials of its writer in front', () => {
    const quote = 'Tuesday, March 3, 2026, 9:54:02 PM, you wrote:\n\nAL> One?\nAL> Two?\n\n';
    expect(visibleOf(`Hello,\n\n${quote}Yes.\n`)).toBe('Hello,\n\nYes.');
  });

  test('when the attribution is broken over lines', () => {
    const broken = 'On Tue, 3 Mar 2026 at 10:15, Bob Smith <\nbob@example.org>\nwrote:\n\nShall we?';
    expect(visibleOf(`Yes.\n\n${broken}`)).toBe('Yes.');
  });

  test('with what a mail program broke off its lines', () => {
    const long = '> This sentence is so long that the program of the one who answers breaks it and';
    expect(visibleOf(`Yes.\n\nOn 3 Mar 2026, Bob wrote:\n${long}\nleaves the end alone\n> like this.`)).toBe('Yes.');
  });

  test.each([
    [
      'Gmail',
      '<div>Yes.</div><div class="gmail_quote"><div class="gmail_attr">Qui, 3 mar, Bob:</div><blockquote class="gmail_quote">Shall we?</blockquote></div>',
    ],
    [
      'Apple Mail',
      '<div>Yes.</div><div><blockquote type="cite"><div>On 3 Mar 2026, at 10:15, Bob wrote:</div><div>Shall we?</div></blockquote></div>',
    ],
    [
      'Thunderbird',
      '<p>Yes.</p><div class="moz-cite-prefix">Bob skribis:<br></div><blockquote type="cite" cite="mid:1">Shall we?</blockquote>',
    ],
    ['Outlook on the web', '<div>Yes.</div><hr><div id="divRplyFwdMsg"><b>X:</b> Bob<br></div><div>Shall we?</div>'],
    [
      'Outlook for telephones',
      '<div>Yes.</div><div id="x_appendonsend"></div><hr><div>Bob, lastly</div><div>Shall we?</div>',
    ],
    [
      'Outlook on the desk',
      '<p>Yes.</p><div style="border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> Bob &lt;bob@example.org&gt;<br><b>Sent:</b> Tuesday, March 3, 2026 10:15 AM<br><b>To:</b> Ada<br><b>Subject:</b> Printer</p></div><p>Shall we?</p>',
    ],
    ['Yahoo', '<div>Yes.</div><div class="ydp12yahoo_quoted"><div>Bob, quando?</div><div>Shall we?</div></div>'],
    ['Proton', '<div>Yes.</div><div class="protonmail_quote">------- Bob<br><blockquote>Shall we?</blockquote></div>'],
    ['Hotmail', '<div>Yes.</div><hr id="stopSpelling"><div>Shall we?</div>'],
  ])('in the HTML of %s', (_, html) => {
    expect(visibleOfHtml(html)).toBe('Yes.');
  });
});

describe('the words of the writer stay', () => {
  test('between quotes and below them', () => {
    const text = 'Hello,\n\nOn 3 Mar 2026, Bob wrote:\n> One?\nYes.\n> Two?\n\nNo.\n\n> Bob\n\nBest, Ada';
    expect(visibleOf(text)).toBe('Hello,\n\nYes.\nNo.\n\nBest, Ada');
  });

  test.each([
    ['when they begin with "On"', 'On the other hand, it prints.\nOn Monday: nothing.\n'],
    ['when they name a time', 'At 10:30 the printer said:\n\nPAPER JAM\n'],
    ['in a form', 'Date: 3 March\nTime: 10:15\nRoom: 7\n'],
    ['in a list of stations', 'From: Berlin\nTo: Paris\n'],
    ['below a drawn line', 'Name   Price\n------------\nPaper  3.00\nInk    9.00\n\nPlease confirm.\n'],
    ['behind two dashes in a list', 'Please bring:\n-- paper\n-- ink\n'],
    ['with "sent from" in a sentence', 'It was\n\nSent from my desk, is that not enough?\n'],
    ['in code', 'Look:\n\n```\n--\nSent from x\n```\nIt fails.\n'],
    ['when the quote is an ornament', 'Visit us\n>>> >>> our shop <<<\nnow\n'],
    ['when nothing but a quote would be left', '> Shall we?\n'],
    ['when nothing but a signature would be left', '-- \nAda\n'],
    ['with the number we know them by', 'It is broken.\n\nKind regards,\nAda\nOrder 4711\n'],
    ['when regards are in a sentence', 'With regards to the printer: it is broken.\n'],
  ])('%s', (_, text) => {
    expect(foldText(text)).toEqual({ visible: text.trim(), quoted: '' });
  });

  test.each([
    '---------- Forwarded message ---------\nFrom: Bob <bob@example.org>\nDate: Tue, 3 Mar 2026\nSubject: Printer\nTo: Ada',
    'Begin forwarded message:\n\nFrom: Bob <bob@example.org>\nSubject: Printer\nDate: 3 March 2026',
    '-------- Weitergeleitete Nachricht --------\nBetreff: Printer\nVon: Bob <bob@example.org>\nAn: Ada',
  ])('and what was forwarded to be read: %s', (header) => {
    const text = `See below.\n\n${header}\n\nIt is broken.\n\n-- \nBob`;
    expect(foldText(text)).toEqual({ visible: text, quoted: '' });
  });

  test('and what the subject says was forwarded', () => {
    const text =
      'See below.\n\nFrom: Bob <bob@example.org>\nSent: Tuesday, March 3, 2026 10:15 AM\nTo: Ada\n\nIt is broken.';
    expect(foldText(text, true).visible).toBe(text);
    expect(foldText(text, false).visible).toBe('See below.');
  });

  test('in a blockquote of their own', () => {
    const html =
      '<p>You say</p><blockquote>it prints</blockquote><p>No.</p><p>On 3 Mar 2026, Bob wrote:</p><blockquote>Hi</blockquote>';
    expect(visibleOfHtml(html).replace(/\s+/g, ' ')).toBe('You say it prints No.');
  });
});

describe('signatures are folded away', () => {
  test.each([
    ['behind two dashes', '-- \nAda Lovelace\nAnalytical Engines Ltd\n+44 20 1234'],
    ['behind two dashes without their space', '--\nAda Lovelace'],
    ['of a telephone', 'Sent from my iPhone'],
    ['of a German telephone', 'Von meinem iPhone gesendet'],
    ['of a French telephone', 'Envoyé de mon iPhone'],
    ['of a Spanish telephone', 'Enviado desde mi iPhone'],
    ['of an Italian telephone', 'Inviato da iPhone'],
    ['of a Dutch telephone', 'Verstuurd vanaf mijn iPhone'],
    ['of a Swedish telephone', 'Skickat från min iPhone'],
    ['of a Polish telephone', 'Wysłane z iPhone’a'],
    ['of a Russian telephone', 'Отправлено с iPhone'],
    ['of a Japanese telephone', 'iPhoneから送信'],
    ['of a Chinese telephone', '发自我的iPhone'],
    ['of Proton', 'Sent with Proton Mail secure email.'],
    ['of Samsung, in German', 'Von meinem Samsung Galaxy Smartphone gesendet.'],
    ['of Outlook', 'Get Outlook for Android<https://aka.ms/x>'],
    ['with regards', 'Kind regards,\n\nAda Lovelace\nHead of Engines\n+44 20 1234'],
    ['with German regards', 'Mit freundlichen Grüßen\nAda Lovelace\nLeiterin Maschinen\nTel. 030 1234'],
    ['of a dash and a name', '-Ada Lovelace'],
    [
      'with a list footer',
      '_______________________________________________\nusers mailing list\nusers@lists.example.org',
    ],
    ['with a disclaimer', 'This e-mail and any attachments are confidential and intended only for the addressee.'],
  ])('%s', (_, signature) => {
    const text = `It is broken.\n\n${signature}`;
    expect(foldText(text)).toEqual({ visible: 'It is broken.', quoted: signature });
    expect(visibleOf(`${text}\n\nOn 3 Mar 2026, Bob wrote:\n> Shall we?\n`)).toBe('It is broken.');
  });

  test('but for a name alone', () => {
    expect(visibleOf('It is broken.\n\nKind regards,\nAda')).toBe('It is broken.\n\nKind regards,\nAda');
  });

  test('by the class that mail programs give them', () => {
    expect(visibleOfHtml('<p>It is broken.</p><div class="gmail_signature">Ada<br>Engines</div>')).toBe(
      'It is broken.',
    );
  });

  test('and files and armour in the text', () => {
    expect(visibleOf('See this:\n\nbegin 644 a.txt\n#86)C\n`\nend\n')).toBe('See this:');
    const signed =
      '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHello\n-----BEGIN PGP SIGNATURE-----\n\nabc=\n-----END PGP SIGNATURE-----\n';
    expect(visibleOf(signed)).toBe('Hello');
  });
});

const PIECES = [
  'It is broken.',
  '',
  '> Shall we?',
  '>> No',
  'On 3 Mar 2026, Bob <bob@example.org> wrote:',
  'From: Bob <bob@example.org>',
  'Sent: 03.03.2026 10:15',
  'Subject: Printer',
  '-- ',
  '____',
  'Kind regards,',
  'Ada',
  'Sent from my iPhone',
  '-----Original Message-----',
  '---------- Forwarded message ----------',
  'begin 644 a',
  'end',
  '```',
  'Yes. On Wed, Apr 4, 2026, Bob wrote:',
];

test('no word is dropped: what is not visible is folded', () => {
  const wordsOf = (text: string) => text.split(/\s+/).filter(Boolean).sort();
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }), (lines) => {
      const text = lines.join('\n');
      const { visible, quoted } = foldText(text);
      expect(wordsOf(`${visible}\n${quoted}`)).toEqual(wordsOf(text));
      expect(visible.trim() === '').toBe(text.trim() === '');
    }),
    { numRuns: 2000 },
  );
});

test.each(PIECES.filter((piece) => piece !== ''))('a megabyte of "%s" is folded before anyone waits', (piece) => {
  const text = `${piece}\n`.repeat(1_000_000 / piece.length);
  expect(foldText(text).visible.length).toBeGreaterThan(0);
  expect(foldText(piece.repeat(1_000_000 / piece.length)).visible.length).toBeGreaterThan(0);
});
