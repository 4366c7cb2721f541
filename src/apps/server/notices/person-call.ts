import { MINUTE_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import { type NoticeRecord, whoHas } from '../../../domain/notices/index.js';
import {
  DEFAULT_LANGUAGE,
  deniedPage,
  enterPage,
  FIELD,
  PERSON_LANGUAGES,
  type PersonFrame,
  plainPage,
  wordsIn,
} from '../../../domain/person-pages/index.js';
import type { Attempts } from '../http/attempts.js';
import type { Call } from '../http/route.js';
import { clearNotice, NOTICE_COOKIE } from './cookie.js';
import type { FormFields } from './form-body.js';
import { isWithin } from './mandated.js';
import type { NoticeRouteDeps } from './routes.js';

/** A request of a person, whatever it holds. */
export type PersonCall = Pick<Call<unknown, unknown>, 'request' | 'reply' | 'caller' | 'params'> & {
  readonly body?: unknown;
};

const HTML = 'text/html; charset=utf-8';

/** Answers with a page. */
export const page = ({ reply }: Pick<PersonCall, 'reply'>, html: string, status = 200) =>
  reply.code(status).header('cache-control', 'no-store').type(HTML).send(html);

/** Sends the browser to a page. */
export const goTo = ({ reply }: Pick<PersonCall, 'reply'>, address: string) =>
  reply.code(303).header('cache-control', 'no-store').header('location', address).send();

/** Language of a request: what the person chose, else that of the notice, else what the browser asks for. */
export function frameOf(
  call: PersonCall,
  { noticeOptions }: NoticeRouteDeps,
  notice: NoticeRecord | null,
  may: PersonFrame['may'] = null,
): PersonFrame {
  const chosen = chosenLanguage(call);
  const language = chosen ?? notice?.language ?? accepted(call) ?? DEFAULT_LANGUAGE;
  return { words: wordsIn(language), isChosen: chosen !== null, contact: noticeOptions.contact, may };
}

/** Language of a request of which nothing but the address and the browser is known. */
export const languageOf = (request: PersonCall['request']): string =>
  chosenLanguage({ request }) ?? accepted({ request }) ?? DEFAULT_LANGUAGE;

function chosenLanguage({ request, body }: Pick<PersonCall, 'request' | 'body'>): string | null {
  const fromForm = body instanceof Map ? (body as FormFields).get(FIELD.language) : undefined;
  const query = request.query as Readonly<Record<string, unknown>>;
  const asked = fromForm ?? query[FIELD.language];
  return typeof asked === 'string' && PERSON_LANGUAGES.includes(asked) ? asked : null;
}

/** The first language of the browser that has texts. */
const accepted = ({ request }: Pick<PersonCall, 'request'>): string | null =>
  String(request.headers['accept-language'] ?? '')
    .slice(0, 200)
    .split(',')
    .map((one) => one.split(';')[0]!.trim().toLowerCase())
    .flatMap((tag) => PERSON_LANGUAGES.filter((language) => tag === language || tag.startsWith(`${language}-`)))
    .at(0) ?? null;

/** The token of the notice that is open in the browser; empty for none. */
export const tokenOf = ({ request }: PersonCall): string => request.cookies[NOTICE_COOKIE] ?? '';

/** Answers for whoever has a notice open; `by` names them in entries. */
type OfNotice = (notice: NoticeRecord, frame: PersonFrame, by: string) => unknown;

/**
 * Answers a request of whoever has a notice open. Without one, the page on which a code is typed is shown; where the decision was erased, or the
 * notice is gone, a page that says so. A representative is shown what their mandate holds for: a page that no table names is the person's alone.
 */
export async function withNotice<Called extends PersonCall>(
  call: Called,
  deps: NoticeRouteDeps,
  answer: OfNotice,
): Promise<unknown> {
  const { caller } = call;
  const opened = caller.kind === 'subject' ? await deps.notices.opened(tokenOf(call)) : null;
  const mandate = opened === null || opened.mandate === null ? null : await deps.mandates.inForce(opened.mandate);
  // A mandate that has ended opens nothing, also where its page is still open.
  if (opened === null || (opened.mandate !== null && mandate?.notice !== opened.notice.id))
    return page(call, enterPage(frameOf(call, deps, null)), 401);
  const { notice } = opened;
  const frame = frameOf(call, deps, notice, mandate?.may ?? null);
  if (mandate !== null && !isWithin(mandate.may, call.request.routeOptions.url))
    return page(call, deniedPage(frame), 403);
  try {
    return await answer(notice, frame, whoHas(opened.mandate));
  } catch (cause) {
    if (cause instanceof TribuneError && cause.code === 'DECISION_UNKNOWN') {
      clearNotice(call.reply);
      return page(call, plainPage(frame, { title: 'erasedTitle', text: 'erasedText' }), 410);
    }
    throw cause;
  }
}

/** Things of one notice that cost work or room, in a window of time; nobody who answers a letter comes near. */
export const WORKS = { most: 60, windowMs: 10 * MINUTE_MS } as const;

/** The same for what costs the service work, room on its disk or an entry; after many of one notice it is only said that it is to wait. */
export const withNoticeAtWork = <Called extends PersonCall>(
  call: Called,
  deps: NoticeRouteDeps & { readonly works: Attempts },
  answer: OfNotice,
): Promise<unknown> =>
  withNotice(call, deps, (notice, frame, by) => {
    try {
      deps.works.demandFew(notice.id);
    } catch (cause) {
      return waitPage(call, frame, cause);
    }
    deps.works.failed(notice.id);
    return answer(notice, frame, by);
  });

/** Says that it is to wait. */
export function waitPage(call: Pick<PersonCall, 'reply'>, frame: PersonFrame, cause: unknown): unknown {
  const seconds = String((cause as TribuneError).retryAfterS ?? 60);
  call.reply.header('retry-after', seconds);
  return page(call, plainPage(frame, { title: 'manyTitle', text: 'manyText', values: { seconds } }), 429);
}
