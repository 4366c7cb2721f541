import type { Channel, Sent } from '../../domain/alerts/channels/index.js';
import type { Notice } from '../../domain/alerts/messages/index.js';
import { type Answer, type GuardedPost, guardedPost, NoAnswer } from './guarded-post.js';

/** What every channel over HTTP is declared with. */
export interface HttpChannelOptions {
  readonly name: string;
  readonly numbers: boolean;
  readonly allowPrivate: boolean;
}

interface HttpChannel extends Pick<Channel, 'name' | 'kind' | 'reads' | 'numbers' | 'refreshMs' | 'paceMs'> {
  /** The request of a notice. */
  readonly post: (notice: Notice) => GuardedPost;
  /** What an answer that is no success means, where that is not what its status says. */
  readonly judge?: (answer: Answer) => Sent | null;
}

/** Makes a channel that posts. */
export function httpChannel({ post, judge, ...channel }: HttpChannel): Channel {
  return {
    ...channel,
    send: (notice) => posted(() => post(notice), judge),
    close: () => undefined,
  };
}

/** Posts a message, and says what came of it. */
export async function posted(
  post: () => GuardedPost,
  judge: (answer: Answer) => Sent | null = () => null,
): Promise<Sent> {
  try {
    const answer = await guardedPost(post());
    return judge(answer) ?? judged(answer);
  } catch (cause) {
    if (cause instanceof NoAnswer) return { ok: false, problem: cause.message, isFinal: false, retryAfterMs: null };
    return {
      ok: false,
      problem: `the message could not be sent: ${(cause as Error).name}`,
      isFinal: false,
      retryAfterMs: null,
    };
  }
}

/** Statuses that ask for another attempt, though they begin with 4 (RFC 9110; RFC 6585). */
const COME_AGAIN: readonly number[] = [408, 409, 421, 423, 425, 429];

/** What a status says. Redirects are not followed: where a message goes is declared, and not what its receiver says. */
function judged({ status, retryAfterMs }: Answer): Sent {
  if (status >= 200 && status < 300) return { ok: true };
  const isRedirect = status >= 300 && status < 400;
  const problem = isRedirect
    ? `the receiver answers ${status}, and redirects are not followed: declare the address itself`
    : `the receiver answers ${status}`;
  // What was declared may be mended at the receiver too, such as a right that was withdrawn; only a message that cannot be read is final.
  const isFinal =
    status >= 400 && status < 500 && !COME_AGAIN.includes(status) && status !== 401 && status !== 403 && status !== 404;
  return { ok: false, problem, isFinal, retryAfterMs };
}
