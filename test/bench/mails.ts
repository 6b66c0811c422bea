import { TONGUES, type Tongue } from './languages.ts';
import { file, headerWords, leaf, multipart } from './mime.ts';
import { type Random, seeded } from './random.ts';

/** A mail as it lies in a Maildir: LF line ends. */
export type BenchMail = {
  messageId: string;
  /** The Message-ID of the mail that opened its conversation: its own when it opens one. */
  thread: string;
  from: string;
  raw: Buffer;
};

/** Where they are written to, and whose word about their senders is trusted. */
export const DESK = 'support@bench.example';
export const TRUSTED_HOST = 'mx.bench.example';

const REPLIES = 0.3;
const WITH_ATTACHMENT = 0.15;
const WITH_HTML = 0.6;
/** A conversation goes on while it is among the newest. */
const TALKING = 200;

type Conversation = { id: string; from: string; name: string; tongue: Tongue; subject: string; mails: string[] };

/**
 * A seeded mailbox of customers' mails: 70 % open a conversation, each from a sender of its own that the trusted host
 * verified; 30 % go on with one of the newest conversations; 15 % carry a file of 20 to 200 KB; several charsets.
 */
export function* mails(count: number, seed = 1): Generator<BenchMail> {
  const random = seeded(seed);
  const talking: Conversation[] = [];
  for (let nth = 1; nth <= count; nth++) {
    const messageId = `<${random.bytes(9).toString('hex')}.${nth}@post.example>`;
    const answered = talking.length > 0 && random.chance(REPLIES) ? random.pick(talking) : null;
    const conversation = answered ?? newConversation(random, messageId, nth);
    const raw = write(random, conversation, messageId, nth, answered !== null);
    conversation.mails.push(messageId);
    if (!answered) talking.push(conversation);
    if (talking.length > TALKING) talking.shift();
    yield { messageId, thread: conversation.id, from: conversation.from, raw };
  }
}

const HUNDRED = TONGUES.flatMap((tongue) => Array.from({ length: tongue.share }, () => tongue));

function newConversation(random: Random, id: string, nth: number): Conversation {
  const tongue = random.pick(HUNDRED);
  return {
    id,
    from: `customer.${nth}@company-${nth % 397}.example`,
    name: random.pick(tongue.names),
    tongue,
    subject: `${random.pick(tongue.subjects)} (${nth})`,
    mails: [],
  };
}

function write(random: Random, conversation: Conversation, messageId: string, nth: number, reply: boolean): Buffer {
  const { tongue, name, from, subject, mails: before } = conversation;
  const charset = random.pick(tongue.charsets);
  const text = textOf(random, conversation, reply);
  const html = random.chance(WITH_HTML);
  const words = html ? alternative(random, text, charset) : leaf('text/plain', text, charset);
  const body = random.chance(WITH_ATTACHMENT) ? multipart(random, 'mixed', [words, attachment(random, nth)]) : words;
  const headers = [
    ...envelopeHeaders(random, from, nth),
    `From: ${headerWords(name, charset)} <${from}>`,
    `To: Support <${DESK}>`,
    `Subject: ${headerWords(reply ? `Re: ${subject}` : subject, charset)}`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${messageId}`,
    ...(reply ? [`In-Reply-To: ${before.at(-1)}`, `References: ${before.join('\n ')}`] : []),
    'User-Agent: Mozilla Thunderbird',
    'MIME-Version: 1.0',
  ];
  return Buffer.from(`${headers.join('\n')}\n${body}`, 'latin1');
}

function envelopeHeaders(random: Random, from: string, nth: number): string[] {
  const domain = from.slice(from.indexOf('@') + 1);
  const at = new Date().toUTCString().replace('GMT', '+0000');
  const signature = random.bytes(256).toString('base64').replace(/.{70}/g, '$&\n\t');
  return [
    `Return-Path: <${from}>`,
    `Delivered-To: ${DESK}`,
    `Received: from out.${domain} (out.${domain} [192.0.2.${(nth % 250) + 1}])\n\tby ${TRUSTED_HOST} (Postfix) with ESMTPS id ${nth.toString(36)}\n\tfor <${DESK}>; ${at}`,
    `Authentication-Results: ${TRUSTED_HOST};\n\tdkim=pass header.d=${domain} header.s=s1;\n\tspf=pass smtp.mailfrom=${from};\n\tdmarc=pass (p=reject) header.from=${domain}`,
    `Received: from [10.1.${nth % 250}.7] (unknown [198.51.100.${(nth % 250) + 1}])\n\tby out.${domain} (Postfix) with ESMTPSA id ${nth.toString(36)}; ${at}`,
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain}; s=s1;\n\th=from:to:subject:date:message-id; bh=${random.bytes(32).toString('base64')};\n\tb=${signature}`,
  ];
}

function textOf(random: Random, { tongue, name, subject }: Conversation, reply: boolean): string {
  const body = [tongue.hello, '', ...paragraphs(random, tongue), tongue.bye, name];
  if (!reply) return body.join('\n');
  const before = [tongue.hello, '', subject, '', ...paragraphs(random, tongue), tongue.bye, name];
  return [...body, '', `${name} ${tongue.wrote}`, ...before.map((line) => `> ${line}`)].join('\n');
}

const paragraphs = (random: Random, { sentences }: Tongue): string[] =>
  Array.from({ length: random.between(2, 8) }, () => [
    Array.from({ length: random.between(1, 6) }, () => random.pick(sentences)).join(' '),
    '',
  ]).flat();

/** As office programs write it: a table for the signature, a style on everything. */
const htmlOf = (text: string): string =>
  `<html><head><style>p.words{margin:0;font:11pt Calibri,sans-serif;color:#1f1f1f}</style></head><body lang="en">
${text
  .split('\n')
  .map(
    (line) =>
      `<p class="words"><span style="font-size:11.0pt;font-family:&quot;Calibri&quot;,sans-serif">${line}</span></p>`,
  )
  .join('\n')}
<table cellpadding="0" cellspacing="0" border="0"><tr><td style="padding:8px"><img src="https://cdn.post.example/logo.png" width="120" height="40" alt="logo"></td><td><a href="https://www.post.example/">www.post.example</a></td></tr></table>
</body></html>`;

const alternative = (random: Random, text: string, charset: string): string =>
  multipart(random, 'alternative', [leaf('text/plain', text, charset), leaf('text/html', htmlOf(text), charset)]);

const FILES = ['image/png', 'application/pdf', 'application/zip'] as const;
const SMALLEST_FILE = 20_000;
const LARGEST_FILE = 200_000;

function attachment(random: Random, nth: number): string {
  const type = random.pick(FILES);
  const bytes = random.bytes(random.between(SMALLEST_FILE, LARGEST_FILE));
  return file(type, `${nth}.${type.slice(-3)}`, bytes);
}
