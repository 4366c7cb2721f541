import { actTables } from '../../../adapters/postgres/acts/index.js';
import { MINUTE_MS } from '../../../core/base/durations.js';
import { actEvents } from '../../../domain/acts/events/index.js';
import { proposalActs } from '../../../domain/acts/index.js';
import { agreementEvents } from '../../../domain/agreements/events/index.js';
import {
  type AgreementDeps,
  Agreements,
  agreedActs,
  agreeSettings,
  BreakGlass,
  type BreakGlassDeps,
  defineBreakGlass,
  demandSettings,
  movedSince,
  overdueBreakGlass,
  reviewBreakGlass,
  type SettingsRequest,
} from '../../../domain/agreements/index.js';
import { deploymentOf, type GateProposal, gateActs } from '../../../domain/gates/index.js';
import { otherAccountsBy, samePersonBy, samePersons } from '../../../domain/identity/index.js';
import { defineJob } from '../../../domain/jobs/index.js';
import { takesTwo, twoPersons } from '../../../domain/settings/index.js';
import { stopActs } from '../../../domain/stops/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { actsAccess } from './access.js';
import { type AgreementRouteDeps, agreementRoutes } from './routes.js';

/** How often it is looked whether something was not reviewed in time, ms. */
const REMIND_MS = 15 * MINUTE_MS;

/** Every act of two persons there is: each may be done alone in need. */
const twoPersonActs = [...gateActs, ...stopActs, ...agreedActs].filter((act) => 'carryOut' in act);
const useBreakGlass = defineBreakGlass(twoPersonActs);

export const actsParts = defineParts<AgreementRouteDeps>({
  access: actsAccess,
  events: [...actEvents, ...agreementEvents],
  acts: [...proposalActs, ...agreedActs, useBreakGlass, reviewBreakGlass, overdueBreakGlass],
  settings: [twoPersons],
  reasons: [takesTwo, movedSince],
  routes: agreementRoutes,
  open(context: RoomContext) {
    const { acts, storesOf, settings, stopSwitch, gates, registry, identity, access, nowMs } = context;
    const same = samePersonBy(() => settings.read(samePersons));
    const others = otherAccountsBy(() => settings.read(samePersons));
    const samePerson = (tx: { readonly identity: Parameters<typeof same>[0] }, one: string, other: string) =>
      same(tx.identity, one, other);
    // The stores are looked up when they are used: a room is opened before a service without tables needs them.
    const kept = () => storesOf(actTables).proposals;
    const proposals = { proposal: (id: string) => kept().proposal(id), proposals: () => kept().proposals() };
    const refresh = () => settings.refresh();
    const agreements = new Agreements({
      // Acts hold the stores of every room; their types name only those that every service has.
      acts: acts as unknown as AgreementDeps['acts'],
      ...{ proposals, samePerson, refresh, nowMs },
      settings: () => settings.declared,
      stored: { load: () => settings.load() },
      async rolesOf(id) {
        return (await identity.accounts.list()).find((one) => one.id === id)?.roles ?? null;
      },
    });
    const breakGlass = new BreakGlass({
      acts: acts as unknown as BreakGlassDeps['acts'],
      ...{ proposals, use: useBreakGlass, declared: twoPersonActs, samePerson, nowMs },
      othersOf: ({ identity: within }, account) => others(within, account),
      async demand(proposal, person) {
        if (proposal.act.startsWith('gate.')) await gates.demandAbove(proposal, person);
        if (proposal.act === agreeSettings.name) demandSettings(proposal.request as SettingsRequest, settings.declared);
      },
      async refresh(proposal) {
        if (proposal.act.startsWith('stop.')) await stopSwitch.board.refresh();
        else if (proposal.act.startsWith('gate.')) await gates.settle(deploymentOf(proposal as GateProposal));
        else await settings.refresh();
      },
    });
    return {
      deps: { agreements, breakGlass, registry, identity, access, nowMs },
      jobs: [defineJob({ name: 'break-glass', everyMs: REMIND_MS, run: () => breakGlass.remind() })],
    };
  },
});
