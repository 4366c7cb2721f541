import { z } from 'zod';

export const halfAnswer = z
  .looseObject({
    status: z.enum(['waiting', 'repeated', 'paired']).meta({ description: 'paired: as the answer to a batch.' }),
  })
  .meta({ id: 'HalfAnswer' });

export const rpcStatus = z
  .object({ code: z.int(), message: z.string(), details: z.array(z.unknown()) })
  .meta({ id: 'RpcStatus', description: 'google.rpc.Status' });

export const intakeProblems = z
  .object({
    waiting: z.int().meta({ description: 'Halves that wait for their other half.' }),
    problems: z.array(
      z.object({
        notedAt: z.string(),
        deployment: z.string(),
        event: z.string(),
        kind: z.enum(['orphan', 'unusable', 'repeat']),
        detail: z.string(),
      }),
    ),
  })
  .meta({ id: 'IntakeProblems' });
