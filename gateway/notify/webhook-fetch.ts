import { heardBy, PATIENCE, type Post, whyUnheard } from './heard.ts';

/**
 * For a runtime without sockets of its own, whose network has no way into anybody's own: names are looked up there, so no
 * address can be looked at here.
 */
export const postByFetch: Post = async (url, { headers, body }) => {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    await answer.body?.cancel();
    return heardBy(answer.status);
  } catch (error) {
    return { failed: whyUnheard(error) };
  }
};
