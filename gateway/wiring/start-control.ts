import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { ConfigError } from '../config.ts';
import { DeskError } from '../desk/error.ts';
import type { Heed } from '../open.ts';
import { answer, QUESTIONS, type Questions } from './control.ts';
import { socketIn, socketName } from './socket.ts';

/**
 * Answers the command line on DATA_DIR/heed.sock while this gateway runs, since the embedded database is open to one
 * process only. A gateway that cannot have the socket runs all the same, and says so in its log.
 */
export async function startControl(heed: Heed): Promise<AsyncDisposable> {
  const { dataDir } = heed.config;
  const path = socketName(dataDir);
  if (path === null) {
    heed.log.warn(
      { socket: socketIn(dataDir) },
      'the path of DATA_DIR is too long for a socket: commands cannot ask this gateway',
    );
    return { async [Symbol.asyncDispose]() {} };
  }
  if (await answers(path)) {
    heed.log.info({ socket: path }, 'another gateway answers commands for this DATA_DIR');
    return { async [Symbol.asyncDispose]() {} };
  }
  // What a gateway that was killed left behind.
  await rm(path, { force: true });
  const stopping = new AbortController();
  const server = createServer((asked, reply) => void serve(heed, asked, reply, stopping.signal));
  // A socket takes its mode from the mask at the moment it is bound, and binding happens within this call.
  const mask = process.umask(0o177);
  server.listen(path);
  process.umask(mask);
  await once(server, 'listening').catch((error: unknown) => {
    heed.log.warn({ socket: path, error: String(error) }, 'commands cannot ask this gateway');
  });
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort(new DeskError('conflict', 'The gateway is stopping.'));
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

/** Whether somebody listens there. */
async function answers(path: string): Promise<boolean> {
  const asked = request({ socketPath: path, method: 'HEAD', path: '/' });
  asked.end();
  try {
    const [reply] = (await once(asked, 'response')) as [IncomingMessage];
    reply.resume();
    return true;
  } catch {
    return false;
  }
}

async function serve(heed: Heed, asked: IncomingMessage, reply: ServerResponse, signal: AbortSignal): Promise<void> {
  const say = (status: number, said: unknown) => {
    // The connection ends with its answer: a gateway that stops waits for none.
    reply.writeHead(status, { 'Content-Type': 'application/json', Connection: 'close' });
    reply.end(JSON.stringify(said));
  };
  try {
    const name = asked.url?.slice(1) ?? '';
    if (asked.method !== 'POST' || !isQuestion(name))
      return say(404, { message: 'This gateway knows no such command.' });
    say(200, await answer(heed, name, await json(asked), signal));
  } catch (error) {
    if (error instanceof DeskError || error instanceof ConfigError) return say(409, { message: error.message });
    heed.log.error({ error: error instanceof Error ? error.stack : String(error) }, 'a command failed');
    say(500, { message: 'Something broke in the gateway. It is in its log.' });
  }
}

const isQuestion = (name: string): name is keyof Questions => Object.hasOwn(QUESTIONS, name);
