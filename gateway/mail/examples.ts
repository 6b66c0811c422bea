import { MINUTE } from '../desk/instant.ts';

/** A mail as it would come in; `from` is its envelope sender, '' for the null sender `<>`. */
export type ExampleMail = { raw: Uint8Array; from: string };

/**
 * Eight mails to try the desk with, as customers and their machines write them: a plain one, HTML with an image in it,
 * a reply to the plain one, an auto-reply and a bounce to mail the desk never sent, an outage reported in German,
 * one with an attachment, and the plain one arriving a second time over another way.
 * All people and companies are made up. `now` is in epoch milliseconds; each call makes new mails, not copies.
 */
export function exampleMails(deskAddress: string, now: number): ExampleMail[] {
  const context: Context = { desk: deskAddress, now, id: (name, domain) => `<${name}.${now.toString(36)}@${domain}>` };
  return [
    { raw: bytes(plain(context)), from: 'mira.lindqvist@harbourbooks.example' },
    { raw: bytes(htmlWithImage(context)), from: 'tomasz@greenroof.example' },
    { raw: bytes(outageInGerman(context)), from: 'j.brandt@werkstatt-brandt.example' },
    { raw: bytes(withAttachment(context)), from: 'accounts@delacroix-interiors.example' },
    { raw: bytes(reply(context)), from: 'mira.lindqvist@harbourbooks.example' },
    { raw: bytes(autoReply(context)), from: '' },
    { raw: bytes(bounce(context)), from: '' },
    { raw: bytes(plain(context)), from: 'frontdesk@harbourbooks.example' },
  ];
}

type Context = { desk: string; now: number; id(name: string, domain: string): string };

const PLAIN_SUBJECT = 'Two orders missing from the May report';

function plain({ desk, now, id }: Context): string {
  return `From: Mira Lindqvist <mira.lindqvist@harbourbooks.example>
To: ${desk}
Subject: ${PLAIN_SUBJECT}
Date: ${dateHeader(now - 38 * MINUTE)}
Message-ID: ${id('may-report', 'harbourbooks.example')}
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Hello,

the May report shows 41 orders, but I count 43 in the order list. Orders 2217
and 2230 are missing; both were entered on the last day of the month, late in
the evening.

I have to hand the report to our accountant this week. Is there a way to
calculate it again?

Kind regards
Mira Lindqvist

-- 
Harbour Books, 4 Quay Street
`;
}

function htmlWithImage({ desk, now, id }: Context): string {
  return `From: Tomasz Zielinski <tomasz@greenroof.example>
To: Support <${desk}>
Subject: Dashboard chart stops in April
Date: ${dateHeader(now - 31 * MINUTE)}
Message-ID: ${id('chart', 'greenroof.example')}
MIME-Version: 1.0
Content-Type: multipart/related; boundary="chart-outer"; type="multipart/alternative"

--chart-outer
Content-Type: multipart/alternative; boundary="chart-inner"

--chart-inner
Content-Type: text/plain; charset=utf-8

Hi, since this morning the chart on our dashboard stops in April. The red bars
in the picture should be as tall as the blue ones. The numbers in the table
below it are right, so it is only the drawing. No rush.

Tomasz
--chart-inner
Content-Type: text/html; charset=utf-8

<html><body style="font-family: sans-serif">
<p>Hi,</p>
<p>since this morning the chart on our dashboard <b>stops in April</b>. The red
bars in the picture should be as tall as the blue ones:</p>
<p><img src="cid:chart@greenroof.example" alt="the chart" width="96" height="40"></p>
<p>The numbers in the table below it are right, so it is only the drawing. No rush.</p>
<p>Tomasz</p>
</body></html>
--chart-inner--
--chart-outer
Content-Type: image/png; name="chart.png"
Content-Disposition: inline; filename="chart.png"
Content-ID: <chart@greenroof.example>
Content-Transfer-Encoding: base64

${CHART.join('\n')}
--chart-outer--
`;
}

function reply({ desk, now, id }: Context): string {
  return `From: Mira Lindqvist <mira.lindqvist@harbourbooks.example>
To: ${desk}
Subject: Re: ${PLAIN_SUBJECT}
Date: ${dateHeader(now - 12 * MINUTE)}
Message-ID: ${id('may-report-2', 'harbourbooks.example')}
In-Reply-To: ${id('may-report', 'harbourbooks.example')}
References: ${id('may-report', 'harbourbooks.example')}
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

One more thing: the April report has the same fault, there it is order 2104.
All three were entered after 8 in the evening, if that helps.

Mira

On ${dateHeader(now - 38 * MINUTE)}, Mira Lindqvist wrote:
> the May report shows 41 orders, but I count 43 in the order list. Orders 2217
> and 2230 are missing; both were entered on the last day of the month, late in
> the evening.
`;
}

function autoReply({ desk, now, id }: Context): string {
  return `From: Anneke Visser <a.visser@polderlicht.example>
To: ${desk}
Subject: Out of office: Your invoice question
Date: ${dateHeader(now - 9 * MINUTE)}
Message-ID: ${id('away', 'polderlicht.example')}
In-Reply-To: ${id('invoice-question', 'mail.polderlicht.example')}
Auto-Submitted: auto-replied
X-Auto-Response-Suppress: All
Precedence: auto_reply
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Thank you for your mail. I am out of the office and back on Monday. In urgent
cases my colleagues at office@polderlicht.example will help you.

Anneke Visser
`;
}

function bounce({ desk, now, id }: Context): string {
  const lost = id('welcome', 'newsletter.example');
  return `From: Mail Delivery System <MAILER-DAEMON@mx.fernhill.example>
To: ${desk}
Subject: Undelivered Mail Returned to Sender
Date: ${dateHeader(now - 6 * MINUTE)}
Message-ID: ${id('bounce', 'mx.fernhill.example')}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="bounce-parts"

--bounce-parts
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.fernhill.example.

Your message could not be delivered to one or more recipients. It is attached
below.

<peter.oduya@fernhill.example>: the address does not exist here

--bounce-parts
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.fernhill.example
Arrival-Date: ${dateHeader(now - 7 * MINUTE)}

Final-Recipient: rfc822; peter.oduya@fernhill.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--bounce-parts
Content-Type: text/rfc822-headers

From: ${desk}
To: peter.oduya@fernhill.example
Subject: Welcome
Message-ID: ${lost}
Date: ${dateHeader(now - 7 * MINUTE)}

--bounce-parts--
`;
}

function outageInGerman({ desk, now, id }: Context): string {
  return `From: =?UTF-8?Q?J=C3=B6rg_Brandt?= <j.brandt@werkstatt-brandt.example>
To: ${desk}
Subject: =?UTF-8?Q?Dringend:_System_komplett_ausgefallen,_nichts_geht_mehr_f=C3=BCr?=
 =?UTF-8?Q?_alle?=
Date: ${dateHeader(now - 24 * MINUTE)}
Message-ID: ${id('ausfall', 'werkstatt-brandt.example')}
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Guten Tag,

seit heute fr=C3=BCh ist das System komplett ausgefallen. Niemand kann sich an=
melden,
auf allen Rechnern erscheint nur =E2=80=9EDienst nicht verf=C3=BCgbar=E2=80=
=9C. Vier Monteure stehen
hier und kommen nicht an ihre Auftr=C3=A4ge.

Bitte melden Sie sich so schnell wie m=C3=B6glich, am besten telefonisch.

Mit freundlichen Gr=C3=BC=C3=9Fen
J=C3=B6rg Brandt
`;
}

function withAttachment({ desk, now, id }: Context): string {
  return `From: Camille Delacroix <accounts@delacroix-interiors.example>
To: ${desk}
Cc: Luc Moreau <luc@delacroix-interiors.example>
Subject: Import of the price list fails at line 7
Date: ${dateHeader(now - 17 * MINUTE)}
Message-ID: ${id('price-list', 'delacroix-interiors.example')}
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="price-list"

--price-list
Content-Type: text/plain; charset=utf-8

Hello,

the import of our new price list fails with "line 7: not a number". The file is
attached. Until last month the same export worked, and several of us need the
new prices. Could you have a look at what is wrong with line 7?

Camille Delacroix
--price-list
Content-Type: text/csv; charset=utf-8; name="price-list.csv"
Content-Disposition: attachment; filename="price-list.csv"
Content-Transfer-Encoding: base64

${base64Lines(PRICE_LIST)}
--price-list--
`;
}

const PRICE_LIST = [
  'article,name,price',
  '1001,Oak shelf,89.00',
  '1002,Walnut shelf,129.00',
  '1003,Shelf bracket,7.50',
  '1004,Linen curtain,64.00',
  '1005,Velvet curtain,98.00',
  '1006,Curtain rail,"24,90"',
  '',
].join('\r\n');

// A bar chart of 96 by 40 pixels: four blue bars, four red stumps.
const CHART = [
  'iVBORw0KGgoAAAANSUhEUgAAAGAAAAAoCAMAAAA2TQ8LAAAACVBMVEX///88brTIPDKdY5HtAAAA',
  'PUlEQVR42u3NMQoAMAjAQO3/H+3i0KUgiKA1eUBOhIiWpB4AwDbgngIA5KcAAPnpX8DxAHoAIWwM',
  '8ISrAQOMPQNxWs8nEwAAAABJRU5ErkJggg==',
];

const bytes = (text: string): Uint8Array => Buffer.from(text.replace(/\r?\n/g, '\r\n'));

const base64Lines = (text: string): string =>
  (
    Buffer.from(text)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\n');

/** RFC 5322 3.3, in UTC. */
const dateHeader = (at: number): string => new Date(at).toUTCString().replace('GMT', '+0000');
