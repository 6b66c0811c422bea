import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { isOpen, nextOpening } from '../desk/calendar.ts';
import { addMessage, callerOf, openCritical, openWithMessage, takeCall } from '../desk/call.ts';
import { phoneNumber } from '../desk/phone.ts';
import { policyOf } from '../desk/policy.ts';
import { callersOf } from '../store/callers.ts';
import { addRecording, openForCall, ticketOfCall } from '../store/calls.ts';
import { mailboxes } from '../store/mailboxes.ts';
import { readNow } from '../store/now.ts';
import { readDesk, readPhone } from '../store/settings.ts';
import { standingNow } from '../store/standings.ts';
import { connectEmergency, goodbye, offerEmergency, ring, takeMessage, type Voice } from '../words/voice.ts';
import type { ApiEnv } from './access.ts';
import type { ApiDeps } from './deps.ts';
import { refusal } from './errors.ts';
import { says } from './route.ts';
import { formOf } from './voice-form.ts';

export const VOICE = '/api/voice';
const PATHS = { choice: `${VOICE}/choice`, rang: `${VOICE}/rang`, message: `${VOICE}/message` };

const CallForm = z.object({
  CallSid: z.string().min(1).max(64),
  From: z.string().max(100).default(''),
  Digits: z.string().max(10).default(''),
  DialCallStatus: z.string().max(30).default(''),
  RecordingUrl: z
    .url({ protocol: /^https$/ })
    .max(500)
    .optional(),
});
type Form = z.infer<typeof CallForm>;

const CRITICAL = '1';

/** A phone provider asks what to do with a call (Twilio's voice webhooks); the answers are TwiML. */
export function voiceRoutes(deps: ApiDeps) {
  const { db } = deps;
  return new Hono<ApiEnv>()
    .post('/voice', says('A call comes in', null), async (c) => {
      const call = await callOf(deps, await read(c));
      const what = takeCall(call);
      if (what === 'ring') return twiml(c, ring(call.voice, call.ring));
      if (what === 'offer emergency') return twiml(c, offerEmergency(call.voice, call.opensAt));
      return twiml(
        c,
        call.opensAt > call.now
          ? takeMessage(call.voice, 'closed', call.opensAt)
          : takeMessage(call.voice, 'nobody free'),
      );
    })
    .post('/voice/choice', says('What a caller chose after hours', null), async (c) => {
      const form = await read(c);
      const call = await callOf(deps, form);
      if (form.Digits !== CRITICAL || takeCall(call) !== 'offer emergency')
        return twiml(c, takeMessage(call.voice, 'to be heard'));
      const id = await openForCall(db, { sid: form.CallSid, number: call.number, recording: null }, (now) =>
        openCritical(call, call.policy, now),
      );
      return twiml(c, connectEmergency(call.voice, id, call.emergency));
    })
    .post('/voice/rang', says('Whether somebody picked up', null), async (c) => {
      const form = await read(c);
      if (form.DialCallStatus === 'completed') return twiml(c, goodbye(null));
      return twiml(c, takeMessage((await callOf(deps, form)).voice, 'nobody free'));
    })
    .post('/voice/message', says('A message was left', null), async (c) => {
      const { RecordingUrl: recording, ...form } = await read(c);
      if (recording === undefined) return twiml(c, goodbye(null));
      const sid = form.CallSid;
      const before = await ticketOfCall(db, sid);
      if (before !== null) {
        await addRecording(db, { sid, ticketId: before, recording }, (ticket, now) =>
          addMessage(ticket, recording, now),
        );
        return twiml(c, goodbye(before));
      }
      const call = await callOf(deps, form);
      const id = await openForCall(db, { sid, number: call.number, recording }, (now) =>
        openWithMessage(call, recording, call.policy, now),
      );
      return twiml(c, goodbye(id));
    });
}

async function read(c: Context): Promise<Form> {
  const form = CallForm.safeParse(Object.fromEntries(await formOf(c)));
  if (!form.success) throw refusal(400, 'malformed', 'This is no voice webhook: a field is missing or malformed.');
  return form.data;
}

/** Who calls, and how things stand for them now. */
async function callOf(deps: ApiDeps, { From }: Pick<Form, 'From'>) {
  const { db } = deps;
  const [policy, desk, phone, now, [mailbox]] = [
    await deps.policy(),
    await readDesk(db),
    await readPhone(db),
    await readNow(db),
    await mailboxes(db),
  ];
  const { number, requester: stranger } = callerOf(From);
  const [known] = number === null ? [] : await callersOf(db, number);
  const requester = known ? { name: known.name || stranger.name, address: known.address } : stranger;
  const { standing } = known ?? (await standingNow(db, requester.address));
  const mailboxId = mailbox?.id ?? null;
  const { calendar } = policyOf(policy, { mailboxId, requester, standing, tags: [] });
  const voice: Voice = { desk: desk.name, zone: desk.zone, paths: PATHS };
  return {
    voice,
    policy,
    now,
    number,
    requester,
    standing,
    mailboxId,
    ring: phone.ring,
    emergency: phoneNumber(desk.contacts.emergency),
    opensAt: isOpen(calendar, now) ? now : nextOpening(calendar, now),
  };
}

const twiml = (c: Context, xml: string) => c.text(xml, 200, { 'Content-Type': 'text/xml; charset=utf-8' });
