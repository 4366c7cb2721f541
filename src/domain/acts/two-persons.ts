import { TribuneError } from '../../core/base/errors.js';
import type { Acts } from './acts.js';
import { type AnyTwoPersonAct, defineAct, type TwoPersonAct, type Tx } from './define-act.js';
import { actProposed, actWithdrawn } from './events/index.js';
import type { Proposal, ProposalStore } from './ports.js';

const propose = defineAct('act.propose', { enters: [actProposed] });
const withdraw = defineAct('act.withdraw', { enters: [actWithdrawn] });

/** Acts that propose and withdraw acts of two persons. */
export const proposalActs = [propose, withdraw] as const;

/** A person with an account. An API key is no person, as one person may hold many. */
export interface Person {
  readonly account: string;
}

const nameOf = ({ account }: Person): string => `account:${account}`;
const accountOf = (name: string): string => name.slice('account:'.length);

interface WithProposals {
  readonly proposals: ProposalStore;
}

export interface TwoPersonDeps<Stores extends WithProposals> {
  readonly acts: Acts<Stores>;
  readonly proposals: Pick<ProposalStore, 'proposal' | 'proposals'>;
  readonly nowMs: () => number;
  /** Whether two accounts are of one person, who never takes both parts of an act. */
  readonly samePerson: (tx: Tx<Stores>, one: string, other: string) => Promise<boolean>;
  /** All acts of two persons that may be done. */
  readonly declared: readonly AnyTwoPersonAct[];
}

/**
 * Acts that take two persons: one proposes, another one confirms, and only then they take effect, in one transaction with the entries
 * that name both. A proposal that nobody confirms in time comes to nothing.
 */
export class TwoPersonActs<Stores extends WithProposals> {
  readonly #deps: TwoPersonDeps<Stores>;

  constructor(deps: TwoPersonDeps<Stores>) {
    this.#deps = deps;
  }

  /**
   * Proposes an act. Throws `FORBIDDEN` for a person who may not take part, `INVALID_ARGUMENT` for a request that does not fit the schema.
   */
  async propose<Request, Result>(
    act: TwoPersonAct<Stores, Request, Result>,
    request: Request,
    person: Person,
  ): Promise<Proposal> {
    const { acts, nowMs } = this.#deps;
    const asked = readRequest(act, request);
    return acts.carryOut(propose, async (tx) => {
      await demandMay(act, tx, person.account);
      const proposedAtMs = nowMs();
      await tx.proposals.deleteExpired(proposedAtMs);
      const times = { proposedAtMs, expiresAtMs: proposedAtMs + act.lifeMs };
      const proposal = { id: acts.newId(), act: act.name, request: asked, proposedBy: nameOf(person), ...times };
      await tx.proposals.insertProposal(proposal);
      const { id, proposedBy, expiresAtMs } = proposal;
      const expiresAt = new Date(expiresAtMs).toISOString();
      tx.enter(actProposed({ proposal: id, act: act.name, request: asked, by: proposedBy, expiresAt }));
      return proposal;
    });
  }

  /**
   * Confirms a proposal for the second person, and the act takes effect. Throws `FORBIDDEN` for the person who proposed it, also behind another
   * account, and when one of the two may not take part any more, `NOT_FOUND` for a proposal that was confirmed, withdrawn or has expired.
   */
  async confirm(id: string, person: Person): Promise<unknown> {
    const { acts, samePerson } = this.#deps;
    const act = await this.#actOf(id);
    return acts.carryOut(act, async (tx) => {
      const proposal = demandWaiting(await tx.proposals.proposal(id), this.#deps.nowMs());
      const { proposedBy } = proposal;
      if (proposedBy === nameOf(person)) {
        throw new TribuneError('FORBIDDEN', `nobody confirms the own proposal of ${act.name}`, {
          remedy: 'Ask another person to confirm it.',
        });
      }
      if (await samePerson(tx as Tx<Stores>, accountOf(proposedBy), person.account))
        throw new TribuneError('FORBIDDEN', `both accounts are of one person, who does not do ${act.name} alone`, {
          remedy: 'Ask another person to confirm it.',
        });
      await demandMay(act, tx, accountOf(proposedBy));
      await demandMay(act, tx, person.account);
      const request = readRequest(act, proposal.request);
      await takeAway(tx.proposals, id);
      return act.carryOut(tx, request, { proposedBy, confirmedBy: nameOf(person) });
    });
  }

  /** Takes a proposal back, or turns it down. Throws `FORBIDDEN` for a person who may not take part and did not propose it. */
  async withdraw(id: string, person: Person): Promise<void> {
    const act = await this.#actOf(id);
    await this.#deps.acts.carryOut(withdraw, async (tx) => {
      const { proposedBy } = demandWaiting(await tx.proposals.proposal(id), this.#deps.nowMs());
      if (proposedBy !== nameOf(person)) await demandMay(act, tx, person.account);
      await takeAway(tx.proposals, id);
      tx.enter(actWithdrawn({ proposal: id, act: act.name, by: nameOf(person) }));
    });
  }

  /** Proposals that can still be confirmed, oldest first. */
  async waiting(): Promise<Proposal[]> {
    const nowMs = this.#deps.nowMs();
    return (await this.#deps.proposals.proposals()).filter(({ expiresAtMs }) => nowMs < expiresAtMs);
  }

  /** The act that a proposal which waits would carry out. The act itself reads the proposal again, in its transaction. */
  async #actOf(id: string): Promise<AnyTwoPersonAct> {
    const { proposals, nowMs, declared } = this.#deps;
    const proposal = demandWaiting(await proposals.proposal(id), nowMs());
    const act = declared.find(({ name }) => name === proposal.act);
    if (act !== undefined) return act;
    throw new TribuneError('CONFLICT', `this version does not know the act ${proposal.act} that was proposed`, {
      remedy: 'Start the version that it was proposed with, or let the proposal expire.',
    });
  }
}

function demandWaiting(proposal: Proposal | null, nowMs: number): Proposal {
  if (proposal !== null && nowMs < proposal.expiresAtMs) return proposal;
  throw waitsNoMore();
}

/** Takes a proposal away for whoever acts on it. Of two processes that do at once one finds that it is gone. */
export async function takeAway(proposals: Pick<ProposalStore, 'deleteProposal'>, id: string): Promise<void> {
  if (!(await proposals.deleteProposal(id))) throw waitsNoMore();
}

const waitsNoMore = (): TribuneError =>
  new TribuneError('NOT_FOUND', 'no such proposal waits: it was confirmed, withdrawn or has expired', {
    remedy: 'Look at the proposals that wait, or propose it again.',
  });

async function demandMay<Stores>(act: AnyTwoPersonAct, tx: Tx<Stores>, account: string): Promise<void> {
  if (await act.mayTakePart(tx, account)) return;
  throw new TribuneError('FORBIDDEN', `the account ${account} may not take part in ${act.name}`, {
    remedy: 'Ask a person who may.',
  });
}

/** What a proposal asks for. @throws TribuneError INVALID_ARGUMENT for what is of another shape, as one of another version may be */
export function readRequest<Request>(
  act: TwoPersonAct<never, Request, unknown> | AnyTwoPersonAct,
  request: unknown,
): Request {
  const found = act.request.safeParse(request);
  if (found.success) return found.data as Request;
  const [first] = found.error.issues;
  throw new TribuneError('INVALID_ARGUMENT', `the request of ${act.name} is of another shape: ${first?.message}`, {
    remedy: 'Propose it again with what the act asks for.',
  });
}
