import type { PublishTarget } from '../load.ts';

/** A program under test, started and ready to take events for the 100 endpoints of the sink. */
export interface Subject {
  /** The serving process, whose CPU time and memory are measured. */
  readonly pid: number;
  readonly target: PublishTarget;
  /** The secret that the sink verifies with. */
  readonly secretText: string;
  /** Rejects when the program ends by itself. */
  readonly ended: Promise<never>;
  stop(): Promise<void>;
}

/** What a subject is started on: an empty database, a folder of its own and the sink's port. */
export interface SubjectPlace {
  readonly databaseUrl: string;
  readonly folder: string;
  readonly sinkPort: number;
}

export type StartSubject = (place: SubjectPlace) => Promise<Subject>;
