import { type Acts, type Person, TwoPersonActs, type Tx } from '../acts/index.js';
import type { Proposal, ProposalStore } from '../acts/ports.js';
import type { Role } from '../identity/index.js';
import type { Setting } from '../settings/index.js';
import type { SettingStore } from '../settings/ports.js';
import {
  type AgreementStores,
  agreedActs,
  agreeOpening,
  agreeRoles,
  agreeSettings,
  demandSettings,
  type OpenRequest,
  type RolesRequest,
  revisionsOf,
  type SettingsRequest,
} from './agreed-acts.js';

interface Stores extends AgreementStores {
  readonly proposals: ProposalStore;
}

export interface AgreementDeps {
  readonly acts: Acts<Stores>;
  readonly proposals: Pick<ProposalStore, 'proposal' | 'proposals'>;
  readonly samePerson: (tx: Tx<Stores>, one: string, other: string) => Promise<boolean>;
  /** Where settings are stored. */
  readonly stored: Pick<SettingStore, 'load'>;
  /** Roles that an account has; null where there is none. */
  readonly rolesOf: (account: string) => Promise<readonly string[] | null>;
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

  /** Proposes settings against what they are now: where one is changed before it is confirmed, it is not. @throws TribuneError INVALID, REGISTRY_INVALID, FORBIDDEN */
  async proposeSettings({ settings }: Pick<SettingsRequest, 'settings'>, person: Person): Promise<Proposal> {
    demandSettings({ settings }, this.#deps.settings());
    const against = await revisionsOf({ settings: this.#deps.stored }, Object.keys(settings));
    return this.#twoPersons.propose(agreeSettings, { settings, against }, person);
  }

  /** Proposes roles against those that the account has now. @throws TribuneError FORBIDDEN */
  async proposeRoles({ account, roles }: Pick<RolesRequest, 'account' | 'roles'>, person: Person): Promise<Proposal> {
    const before = await this.#deps.rolesOf(account);
    const request = { account, roles: roles as readonly Role[], ...(before === null ? {} : { before }) };
    return this.#twoPersons.propose(agreeRoles, request, person);
  }

  /** Proposes that an account is opened again. @throws TribuneError FORBIDDEN */
  proposeOpening(request: OpenRequest, person: Person): Promise<Proposal> {
    return this.#twoPersons.propose(agreeOpening, request, person);
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
