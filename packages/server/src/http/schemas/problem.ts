import { z } from 'zod';
import { PROBLEM_CODES, type ProblemCode } from '../problems.ts';

const problemCode = z
  .enum(PROBLEM_CODES as [ProblemCode, ...ProblemCode[]])
  .meta({ id: 'ProblemCode', description: 'The stable machine word of a problem. More may come.' });

/** A refusal (RFC 9457), for the document: answers are written by `problem.ts`. */
export const problem = z
  .looseObject({
    type: z.string().meta({ format: 'uri', description: 'A page about this code.' }),
    title: z.string(),
    status: z.int(),
    code: problemCode,
    detail: z.string().meta({ description: 'What was wrong here, and how to mend it.' }),
    request_id: z.string(),
    errors: z
      .array(
        z.looseObject({
          in: z.enum(['query', 'header']).optional().meta({ description: 'Absent for the body.' }),
          pointer: z.string().meta({ description: 'A JSON pointer.' }),
          code: z.string(),
          detail: z.string(),
        }),
      )
      .optional()
      .meta({ description: 'With `invalid_request`: each fault.' }),
  })
  .meta({
    id: 'Problem',
    description: 'Why a request was refused. Facts of the code stand beside these fields, in snake_case.',
  });
