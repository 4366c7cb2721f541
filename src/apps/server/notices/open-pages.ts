import { DAY_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { NoticeRecord } from '../../../domain/notices/index.js';
import {
  backPage,
  codePage,
  enterPage,
  FIELD,
  linkPage,
  PERSON,
  PERSON_STYLE,
  plainPage,
  unusablePage,
} from '../../../domain/person-pages/index.js';
import { networkOf } from '../http/address.js';
import type { Attempts } from '../http/attempts.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import { clearNotice, setNotice } from './cookie.js';
import { asPage } from './fail-page.js';
import { type FormFields, formBody } from './form-body.js';
import { linkPath } from './link-path.js';
import { frameOf, goTo, type PersonCall, page, tokenOf, waitPage, withNotice } from './person-call.js';
import type { NoticeRouteDeps } from './routes.js';

export interface OpenPageDeps extends NoticeRouteDeps {
  /** Codes that opened nothing, by the network that they came from. */
  readonly attempts: Attempts;
}

const route = routesOver<OpenPageDeps>();

/** Greatest form with a code, bytes. */
const SMALL_FORM = 2048;
const PAGE = {
  isPage: true,
  answer: 'text/html',
  summary: 'A page of the person decided about',
  onSend: asPage,
} as const;

/** Pages by which a person comes to their notice, and leaves it. */
export const openPages: readonly Route<OpenPageDeps>[] = [
  route({
    method: 'GET',
    path: PERSON.style,
    action: 'page.read',
    summary: 'The style of pages of people decided about',
    isPage: true,
    answer: 'text/css',
    handle: ({ reply }) => reply.header('cache-control', 'no-cache').send(PERSON_STYLE),
  }),
  route({
    ...PAGE,
    method: 'GET',
    path: PERSON.enter,
    action: 'notice.open',
    handle(call, deps) {
      const frame = frameOf(call, deps, null);
      const { [FIELD.link]: code } = call.request.query as Readonly<Record<string, unknown>>;
      if (typeof code !== 'string' || code === '') return page(call, enterPage(frame));
      // A signed link is longer than a part of a path may be.
      return page(call, linkPage(frame, { code, here: `${PERSON.enter}?${FIELD.link}=${encodeURIComponent(code)}` }));
    },
  }),
  route({
    ...PAGE,
    method: 'GET',
    path: linkPath(':code'),
    action: 'notice.open',
    handle(call, deps) {
      const code = call.params.code!;
      return page(call, linkPage(frameOf(call, deps, null), { code, here: linkPath(encodeURIComponent(code)) }));
    },
  }),
  route({
    ...PAGE,
    method: 'POST',
    path: PERSON.open,
    action: 'notice.open',
    body: formBody(SMALL_FORM),
    handle: (call, deps) => open(call, deps),
  }),
  route({
    ...PAGE,
    method: 'GET',
    path: PERSON.code,
    action: 'notice.own',
    handle: (call, deps) => withNotice(call, deps, (_notice, frame) => page(call, backPage(frame))),
  }),
  route({
    ...PAGE,
    method: 'POST',
    path: PERSON.code,
    action: 'notice.own',
    body: formBody(SMALL_FORM),
    handle: (call, deps) =>
      withNotice(call, deps, async (notice, frame) => {
        const opened = await deps.notices.opened(tokenOf(call));
        const { code, untilMs } = await newCode(deps, notice, opened?.mandate ?? null);
        return page(call, codePage(frame, { code, untilMs, address: addressOf(call, code) }));
      }),
  }),
  route({
    ...PAGE,
    method: 'POST',
    path: PERSON.leave,
    action: 'notice.own',
    body: formBody(SMALL_FORM),
    async handle(call, deps) {
      await deps.notices.leave(tokenOf(call));
      clearNotice(call.reply);
      return page(call, plainPage(frameOf(call, deps, null), { title: 'closedTitle', text: 'closedText' }));
    },
  }),
];

/** A code for the next time, of the person or of a representative. */
async function newCode({ notices, mandates, noticeOptions }: OpenPageDeps, notice: NoticeRecord, by: string | null) {
  if (by === null) return notices.comeBack(notice, noticeOptions.linkDays * DAY_MS);
  const { code, mandate } = await mandates.comeBack(by);
  return { code, untilMs: mandate.untilMs };
}

/**
 * Opens a notice, and shows the code for the next time. A browser in which it is open already goes on there. A right code opens however many wrong
 * ones came from its network, which many people may share: nobody guesses one, so waiting would protect nobody.
 */
async function open(call: Call<FormFields, unknown>, deps: OpenPageDeps): Promise<unknown> {
  const { notices } = deps;
  const typed = call.body.get(FIELD.code) ?? '';
  try {
    const { record, token, code, untilMs, mandate } = await notices.open(typed, deps.noticeOptions.linkDays * DAY_MS);
    setNotice(call.reply, token);
    const may = mandate === null ? null : ((await deps.mandates.inForce(mandate))?.may ?? []);
    return page(call, codePage(frameOf(call, deps, record, may), { code, untilMs, address: addressOf(call, code) }));
  } catch (cause) {
    if (!(cause instanceof TribuneError) || cause.code !== 'NOT_FOUND') throw cause;
    // A button that is pressed twice sends a code that was just used. The code of another notice leads nowhere, also where somebody before them
    // left theirs open.
    const opened = await notices.opened(tokenOf(call));
    if (opened !== null && (await notices.isCodeOf(typed, opened.notice)))
      return goTo(call, opened.mandate === null ? PERSON.decision : PERSON.code);
    return refuse(call, deps);
  }
}

/** Answers a code that opens nothing; after many of one network it is only said that it is to wait. */
function refuse(call: Call<FormFields, unknown>, deps: OpenPageDeps): unknown {
  const from = networkOf(call.request.ip);
  const frame = frameOf(call, deps, null);
  try {
    deps.attempts.demandFew(from);
  } catch (cause) {
    return waitPage(call, frame, cause);
  }
  deps.attempts.failed(from);
  return page(call, unusablePage(frame), 404);
}

/** Address of a link, as the service is reached from outside. */
export const addressOf = ({ server }: Pick<Call, 'server'> & PersonCall, code: string): string =>
  `${server.address.party()?.origin ?? ''}${linkPath(code)}`;
