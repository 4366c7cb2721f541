import { type Acts, type Person, TwoPersonActs, type Tx } from '../acts/index.js';
import type { Proposal, ProposalStore } from '../acts/ports.js';
import type { Setting } from '../settings/index.js';
import {
  type AgreementStores,
  agreedActs,
  agreeRoles,
  agreeSettings,
  demandSettings,
  type RolesRequest,
  type SettingsRequest,
} from './agreed-acts.js';

interface Stores extends AgreementStores {
  readonly proposals: ProposalStore;
}

export interface AgreementDeps {
  readonly acts: Acts<Stores>;
  readonly proposals: Pick<ProposalStore, 'proposal' | 'proposals'>;
  readonly samePerson: (tx: Tx<Stores>, one: string, other: string) => Promise<boolean>;
  /** All settings that there are. */
  readonly settings: () => readonly Setting[];
  /** Has what was changed be in force. */
  readonly refresh: () => Promise<void>;
  readonly nowMs: () => number;
}

/** What two persons do where an institution has two do it: settings and roles. */
export class Agreements {
  readonly #deps: AgreementDeps;
  readonly #twoPersons: TwoPersonActs<Stores>;

  constructor(deps: AgreementDeps) {
    this.#deps = deps;
    const { acts, proposals, samePerson, nowMs } = deps;
    this.#twoPersons = new TwoPersonActs({ acts, proposals, samePerson, nowMs, declared: agreedActs });
  }

  /** @throws TribuneError INVALID, REGISTRY_INVALID, FORBIDDEN */
  proposeSettings(request: SettingsRequest, person: Person): Promise<Proposal> {
    demandSettings(request, this.#deps.settings());
    return this.#twoPersons.propose(agreeSettings, request, person);
  }

  /** @throws TribuneError FORBIDDEN */
  proposeRoles(request: RolesRequest, person: Person): Promise<Proposal> {
    return this.#twoPersons.propose(agreeRoles, request as Parameters<typeof this.proposeRoles>[0] as never, person);
  }

  /** Everything that waits for a second person, whichever room it is of, the oldest first. */
  waiting(): Promise<Proposal[]> {
    return this.#twoPersons.waiting();
  }

  /** Confirms for the second person; another version of the program may know the setting otherwise, so it is held against it once more. */
  async confirm(proposal: Proposal, person: Person): Promise<void> {
    if (proposal.act === agreeSettings.name) demandSettings(proposal.request as SettingsRequest, this.#deps.settings());
    try {
      await this.#twoPersons.confirm(proposal.id, person);
    } finally {
      await this.#deps.refresh();
    }
  }

  turnDown(id: string, person: Person): Promise<void> {
    return this.#twoPersons.withdraw(id, person);
  }
}
