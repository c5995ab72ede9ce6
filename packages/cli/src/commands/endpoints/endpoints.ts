import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, noun } from '../../command.ts';
import { createEndpoint } from './create.ts';
import { deleteEndpoint } from './delete.ts';
import { getEndpoint } from './get.ts';
import { listEndpoints } from './list.ts';
import { pauseEndpoint } from './pause.ts';
import { resumeEndpoint } from './resume.ts';
import { testEndpoint } from './test.ts';
import { updateEndpoint } from './update.ts';

/** `keyturn endpoints`. */
export function endpoints(carry: Carry): CommandUnknownOpts {
  return noun('endpoints', "Where an account's events go.", 'endpoints list -a acme', [
    listEndpoints(carry),
    getEndpoint(carry),
    createEndpoint(carry),
    updateEndpoint(carry),
    deleteEndpoint(carry),
    testEndpoint(carry),
    pauseEndpoint(carry),
    resumeEndpoint(carry),
  ]);
}
