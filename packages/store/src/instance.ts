/** Facts about the installation, by name: check values of master keys, and the like. */
export interface InstanceStore {
  find(name: string): Promise<string | undefined>;
  put(name: string, value: string): Promise<void>;
}
