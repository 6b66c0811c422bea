import { z } from 'zod';
import type { Bounce, BouncedRecipient } from '../../desk/letter.ts';
import { enhancedStatus, kindOfFailure } from './status.ts';

const Recipient = z.object({
  emailAddress: z.string().max(320),
  action: z.string().optional(),
  status: z.string().optional(),
  diagnosticCode: z.string().optional(),
});
const Mail = z.object({
  commonHeaders: z.object({ messageId: z.string().max(1000).optional() }).optional(),
});
const Notice = z.object({
  notificationType: z.enum(['Bounce', 'Complaint', 'Delivery']),
  bounce: z.object({ bounceType: z.string().optional(), bouncedRecipients: z.array(Recipient).max(50) }).optional(),
  mail: Mail.optional(),
});

/**
 * What Amazon SES tells by mail over SNS: JSON, with "!" and a line break where a mail server had to break the line.
 * `complaint` is a recipient who called our mail spam. null when the text is no such notice.
 */
export function readSesNotice(text: string): { bounce: Bounce | null; complaint: boolean } | null {
  if (!/^\s*\{\s*"notificationType"\s*:/.test(text.slice(0, 200))) return null;
  const notice = Notice.safeParse(jsonIn(text));
  if (!notice.success) return null;
  const { notificationType, bounce, mail } = notice.data;
  if (notificationType !== 'Bounce' || !bounce) return { bounce: null, complaint: notificationType === 'Complaint' };
  const originalMessageId = mail?.commonHeaders?.messageId ?? null;
  return { bounce: { recipients: bounce.bouncedRecipients.map(asRecipient), originalMessageId }, complaint: false };
}

function jsonIn(text: string): unknown {
  const joined = text.replace(/!?\n ?/g, '');
  try {
    return JSON.parse(joined.slice(0, joined.lastIndexOf('}') + 1));
  } catch {
    return null;
  }
}

function asRecipient({ emailAddress, status, diagnosticCode = '' }: z.infer<typeof Recipient>): BouncedRecipient {
  const code = enhancedStatus(diagnosticCode) ?? enhancedStatus(status ?? '');
  return {
    address: emailAddress.toLowerCase(),
    action: 'failed',
    status: code,
    diagnostic: diagnosticCode.replace(/^\s*[\w-]+\s*;\s*/, '').slice(0, 500) || null,
    kind: kindOfFailure('failed', code, diagnosticCode),
  };
}
