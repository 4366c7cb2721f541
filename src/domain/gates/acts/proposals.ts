import type { Proposal } from '../../acts/ports.js';
import { type WaiverRequest, waiveRequirement } from './people-acts.js';
import { changeGate, type GateChangeRequest } from './set-gates.js';

/** A waiver or a change that waits for a second person. */
export type GateProposal = Proposal;

/** Whether a proposal is one about a gate. */
export const isOfGates = ({ act }: Proposal): boolean => act === waiveRequirement.name || act === changeGate.name;

/** The deployment that a proposal about a gate is about. */
export const deploymentOf = ({ act, request }: Proposal): string =>
  act === waiveRequirement.name
    ? (request as WaiverRequest).deployment
    : (request as GateChangeRequest).gate.deployment;
