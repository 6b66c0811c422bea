import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { DeskError } from '../desk/error.ts';
import { openHeed } from '../open.ts';
import { type Answered, type Asked, answer, type Questions, readAnswer } from '../wiring/control.ts';
import { socketName } from '../wiring/socket.ts';

/**
 * Asks the gateway that runs on DATA_DIR; where none does, opens the desk for as long as the answer takes.
 * @throws DeskError in words, also those of the gateway
 */
export async function ask<Name extends keyof Questions>(
  config: Config,
  name: Name,
  asked: Asked<Name>,
): Promise<Answered<Name>> {
  const reply = await askGateway(config, name, asked);
  if (reply !== null) return readAnswer(name, reply.said);
  await using heed = await openHeed({ ...config, logLevel: 'silent' });
  // Awaited here: the desk closes as this function ends.
  return await answer(heed, name, asked, new AbortController().signal);
}

/** Whether a gateway runs on DATA_DIR and answers. */
export async function gatewayRuns(config: Config): Promise<boolean> {
  return (await connected(config, 'HEAD', '/', null)) !== null;
}

const Refusal = z.object({ message: z.string() });

async function askGateway(config: Config, name: string, asked: unknown): Promise<{ said: unknown } | null> {
  const reply = await connected(config, 'POST', `/${name}`, JSON.stringify(asked));
  if (reply === null) return null;
  const said = await json(reply);
  if (reply.statusCode === 200) return { said };
  throw new DeskError('conflict', Refusal.parse(said).message);
}

/** No gateway, and a socket that one left behind when it was killed, look alike. */
const NOBODY = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK']);

async function connected(config: Config, method: string, path: string, body: string | null) {
  const socketPath = socketName(config.dataDir);
  if (socketPath === null) return null;
  const question = request({ socketPath, method, path });
  question.end(body ?? undefined);
  try {
    const [reply] = (await once(question, 'response')) as [IncomingMessage];
    return reply;
  } catch (error) {
    if (error instanceof Error && 'code' in error && NOBODY.has(String(error.code))) return null;
    throw error;
  }
}
