import { z } from 'zod';
import { DAY_MS, HOUR_MS } from '../../core/base/durations.js';
import { TribuneError } from '../../core/base/errors.js';
import {
  type Acts,
  type AnyTwoPersonAct,
  defineAct,
  defineTwoPersonAct,
  type Person,
  readRequest,
  type Tx,
  takeAway,
} from '../acts/index.js';
import type { Proposal, ProposalStore } from '../acts/ports.js';
import type { AlertStore } from '../alerts/ports.js';
import { defineAlertSource, type Signal, signalOf } from '../alerts/signals/index.js';
import { makersOf, type Role } from '../identity/index.js';
import type { IdentityStore } from '../identity/ports.js';
import { breakGlassOverdue, breakGlassReviewed, breakGlassUsed } from './events/index.js';

/** Time within which another person has to review what one did alone, ms. */
export const REVIEW_WITHIN_MS: number = 72 * HOUR_MS;
/** What was not reviewed is kept for so long, and alerted of all the while, ms. */
const KEPT_MS = 3653 * DAY_MS;
/** Roles that review; whoever looks after people and settings is not among them. */
const REVIEWING_ROLES: readonly Role[] = ['auditor', 'legal', 'validator', 'incident-lead'];
const MOST_TEXT = 4000;

export const FINDINGS = ['justified', 'not-justified'] as const;
export type Finding = (typeof FINDINGS)[number];

const source = defineAlertSource('break-glass', 'What one person did alone that takes two.');

export interface BreakGlassStores {
  readonly proposals: ProposalStore;
  readonly identity: Pick<IdentityStore, 'account' | 'accounts' | 'key'>;
  readonly alerts: Pick<AlertStore, 'raise'>;
}

/** What one person did alone, as it waits for its review. */
export interface UsedGlass {
  readonly act: string;
  readonly request: unknown;
  readonly reason: string;
  readonly reviewByMs: number;
  /** Ids of other accounts of the person, as they were known when it was done: what was done may be that they are known no more. */
  readonly others?: readonly string[] | undefined;
  /** True once it was told that nobody reviewed it in time. */
  readonly overdue?: boolean | undefined;
}

const usedGlass: z.ZodType<UsedGlass> = z.strictObject({
  act: z.string(),
  request: z.unknown(),
  reason: z.string().trim().min(1).max(MOST_TEXT),
  reviewByMs: z.int(),
  others: z.array(z.string()).optional(),
  overdue: z.boolean().optional(),
});

/** The review by another person: what waits for it is a proposal of who did the act, so that the two are never one. */
export const reviewBreakGlass = defineTwoPersonAct('break-glass.review', {
  enters: [breakGlassReviewed],
  request: usedGlass,
  lifeMs: KEPT_MS,
  async mayTakePart(tx: Tx<BreakGlassStores>, account) {
    return (await tx.identity.account(account)) !== null;
  },
  // It is carried out by `BreakGlass.review` alone, which knows what the reviewer says.
  carryOut: () =>
    Promise.reject(
      new TribuneError('CONFLICT', 'a review says what was found', {
        remedy: 'tribune agreement review ID --finding justified --statement TEXT',
      }),
    ),
});

export const overdueBreakGlass = defineAct('break-glass.overdue', { enters: [breakGlassOverdue] });

/** Declares the act by which one person does any of these alone; its entries are theirs, and the one that says so. */
export const defineBreakGlass = (declared: readonly AnyTwoPersonAct[]) =>
  defineAct('break-glass.use', { enters: [breakGlassUsed, ...declared.flatMap(({ enters }) => enters)] });

export interface BreakGlassDeps {
  readonly acts: Acts<BreakGlassStores>;
  readonly proposals: Pick<ProposalStore, 'proposal' | 'proposals'>;
  readonly use: ReturnType<typeof defineBreakGlass>;
  /** Acts that one person may do alone in need. */
  readonly declared: readonly AnyTwoPersonAct[];
  readonly samePerson: (tx: Tx<BreakGlassStores>, one: string, other: string) => Promise<boolean>;
  /** Ids of the other accounts of a person. */
  readonly othersOf: (tx: Tx<BreakGlassStores>, account: string) => Promise<readonly string[]>;
  /** Refuses what the room of the act asks for beside its two persons, as it does before a second person confirms. */
  readonly demand: (proposal: Proposal, person: Person) => Promise<void>;
  /** Reads again what an act may have changed, by the proposal that it was; also after a refusal, so it changes nothing itself. */
  readonly refresh: (proposal: Proposal) => Promise<void>;
  readonly nowMs: () => number;
}

/** A proposal that is done alone waits on under a name that says so. */
const isReview = ({ act }: Proposal): boolean => act === reviewBreakGlass.name;

/**
 * Breaking the glass: one person does what takes two, because nobody else can be reached and waiting does harm. It costs a reason, an alert at once
 * that ends only with a review by another person, and an entry that says so for ever.
 */
export class BreakGlass {
  readonly #deps: BreakGlassDeps;

  constructor(deps: BreakGlassDeps) {
    this.#deps = deps;
  }

  /**
   * Does alone what the person proposed before.
   *
   * @throws TribuneError NOT_FOUND, CONFLICT, FORBIDDEN for the proposal of somebody else, and what the act itself refuses
   */
  async use(id: string, reason: string, person: Person): Promise<Proposal> {
    const proposal = await this.#deps.proposals.proposal(id);
    if (proposal === null || isReview(proposal)) throw unknownProposal(id);
    await this.#deps.demand(proposal, person);
    try {
      return await this.#use(id, reason, person);
    } finally {
      await this.#deps.refresh(proposal);
    }
  }

  #use(id: string, reason: string, person: Person): Promise<Proposal> {
    const { acts, use, declared, othersOf, nowMs } = this.#deps;
    return acts.run(use, async (tx) => {
      const atMs = nowMs();
      const proposal = await tx.proposals.proposal(id);
      if (proposal === null || isReview(proposal) || proposal.expiresAtMs <= atMs) throw unknownProposal(id);
      const { act: name, proposedBy } = proposal;
      const act = declared.find((one) => one.name === name);
      if (act === undefined)
        throw new TribuneError('CONFLICT', `nobody does ${name} alone`, { remedy: 'Have another person confirm it.' });
      if (proposedBy !== `account:${person.account}`)
        throw new TribuneError('FORBIDDEN', 'only who proposed it does it alone', {
          remedy: 'Confirm it: you are the second person.',
        });
      if (!(await act.mayTakePart(tx, person.account)))
        throw new TribuneError('FORBIDDEN', `the account ${person.account} may not take part in ${name}`, {
          remedy: 'Ask a person who may.',
        });
      const request: unknown = readRequest(act, proposal.request);
      const others = await othersOf(tx, person.account);
      const review = acts.newId();
      await takeAway(tx.proposals, id);
      await act.carryOut(tx, request, { proposedBy, confirmedBy: `break-glass:${review}` });
      const reviewByMs = atMs + REVIEW_WITHIN_MS;
      const used: UsedGlass = { act: name, request, reason, reviewByMs, others };
      const waits: Proposal = {
        ...{ id: review, act: reviewBreakGlass.name, request: used, proposedBy },
        ...{ proposedAtMs: atMs, expiresAtMs: atMs + KEPT_MS },
      };
      await tx.proposals.insertProposal(waits);
      const reviewBy = new Date(reviewByMs).toISOString();
      tx.enter(breakGlassUsed({ id: review, act: name, request, reason, by: proposedBy, reviewBy }));
      await tx.alerts.raise([signalAbout(waits, 'firing', atMs)]);
      return waits;
    });
  }

  /** What waits for a review, the oldest first. */
  async waiting(): Promise<Proposal[]> {
    return (await this.#deps.proposals.proposals()).filter(isReview);
  }

  /**
   * Reviews what another person did alone.
   *
   * @throws TribuneError NOT_FOUND, FORBIDDEN for who did it, also behind another account, and for who may not review
   */
  async review(
    id: string,
    { finding, statement }: { readonly finding: Finding; readonly statement: string },
    person: Person,
  ): Promise<void> {
    const { acts, samePerson, nowMs } = this.#deps;
    await acts.carryOut(reviewBreakGlass, async (tx) => {
      const waits = await tx.proposals.proposal(id);
      if (waits === null || !isReview(waits)) throw unknownProposal(id);
      const { proposedBy } = waits;
      const account = await tx.identity.account(person.account);
      if (
        account === null ||
        account.disabledAtMs !== null ||
        !account.roles.some((one) => REVIEWING_ROLES.includes(one))
      )
        throw new TribuneError('FORBIDDEN', 'you do not review what was done alone', {
          remedy: `${REVIEWING_ROLES.join(', ')} review.`,
        });
      const { act, overdue, others = [] } = waits.request as UsedGlass;
      if (
        others.includes(person.account) ||
        (await samePerson(tx, proposedBy.slice('account:'.length), person.account))
      )
        throw new TribuneError('FORBIDDEN', 'nobody reviews what they did alone', {
          remedy: 'Another person reviews it.',
        });
      // Whoever made an account, or set its password, may sign in with it.
      const doer = proposedBy.slice('account:'.length);
      for (const maker of await makersOf(tx.identity, account))
        if (others.includes(maker) || (await samePerson(tx, doer, maker)))
          throw new TribuneError(
            'FORBIDDEN',
            'nobody reviews what they did alone by an account that they made or opened',
            {
              remedy: 'A person reviews it whose account somebody else made.',
            },
          );
      await takeAway(tx.proposals, id);
      const confirmedBy = `account:${person.account}`;
      tx.enter(breakGlassReviewed({ id, act, finding, statement, proposedBy, confirmedBy }));
      const atMs = nowMs();
      const ended = signalAbout(waits, 'resolved', atMs);
      await tx.alerts.raise(overdue === true ? [ended, signalAbout(waits, 'resolved', atMs, true)] : [ended]);
    });
  }

  /** Alerts once more of everything that nobody reviewed in time. */
  async remind(): Promise<void> {
    const nowMs = this.#deps.nowMs();
    const isLate = ({ reviewByMs, overdue }: UsedGlass): boolean => reviewByMs <= nowMs && overdue !== true;
    const late = (await this.waiting()).filter(({ request }) => isLate(request as UsedGlass));
    if (late.length === 0) return;
    await this.#deps.acts.run(overdueBreakGlass, async (tx) => {
      for (const one of late) {
        const waits = await tx.proposals.proposal(one.id);
        if (waits === null || !isLate(waits.request as UsedGlass)) continue;
        const used = waits.request as UsedGlass;
        const { id, proposedBy: by } = waits;
        if (!(await tx.proposals.deleteProposal(id))) continue;
        await tx.proposals.insertProposal({ ...waits, request: { ...used, overdue: true } });
        tx.enter(breakGlassOverdue({ id, act: used.act, by, reviewBy: new Date(used.reviewByMs).toISOString() }));
        await tx.alerts.raise([signalAbout(waits, 'firing', nowMs, true)]);
      }
    });
  }
}

const overdueKey = (id: string): string => `${id} overdue`;

function signalAbout(
  { id, proposedBy: by, request }: Proposal,
  state: 'firing' | 'resolved',
  atMs: number,
  isLate = false,
): Signal {
  const { act, reason, reviewByMs } = request as UsedGlass;
  const reviewBy = new Date(reviewByMs).toISOString();
  const fired = isLate
    ? 'Nobody reviewed in time what one person did alone that takes two.'
    : 'One person did alone what takes two.';
  return signalOf(source, {
    ...{ key: isLate ? overdueKey(id) : id, state, severity: 'page', atMs, topic: `break-glass ${id}`, causes: [] },
    labels: { kind: 'break-glass', act },
    content: {
      summary: state === 'firing' ? fired : 'What one person did alone was reviewed by another.',
      lines: [`Act: ${act}`, `By: ${by}`, `Reason: ${reason}`, `To be reviewed by: ${reviewBy}`],
      facts: { id, act, by, reviewBy },
      actions: state === 'firing' ? [`Review it as another person: tribune agreement review ${id}`] : [],
    },
  });
}

const unknownProposal = (id: string): TribuneError =>
  new TribuneError('NOT_FOUND', `no proposal ${id} waits`, {
    remedy: 'It was confirmed, turned down, done, reviewed, or has expired.',
  });
