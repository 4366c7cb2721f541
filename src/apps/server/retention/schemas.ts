import { z } from 'zod';
import { uuid } from '../http/schemas.js';

export const retentionReport = z
  .object({
    at: z.string(),
    erased: z.boolean().meta({ description: 'Whether it was erased, or would be.' }),
    rules: z.array(
      z.object({
        keep: z.string(),
        before: z.string().meta({ description: 'Decisions received before are past their time.' }),
        classes: z.array(z.object({ id: z.string(), basis: z.string(), source: z.string() })),
        due: z.record(z.string(), z.int()).meta({ description: 'By deployment, held ones left out.' }),
        held: z
          .int()
          .meta({ description: 'Past their time and kept by a legal hold, those of earlier runs included.' }),
        heldByDeployment: z.record(z.string(), z.int()).meta({ description: 'The held ones by deployment.' }),
        results: z.int().meta({ description: 'Stored results of audits made of decisions past their time alone.' }),
        erasures: z.array(uuid).meta({ description: 'Certificates: GET /v1/erasures/{id}.' }),
      }),
    ),
    warnings: z.array(z.string()).meta({ description: 'Deployments of which nothing is ever erased, and why.' }),
  })
  .meta({ id: 'RetentionReport' });
