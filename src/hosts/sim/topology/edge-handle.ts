/** What hosts, NATs and firewalls can be behind. Made by `world.nat` and `world.firewall`. */
export interface EdgeHandle {
  readonly name: string;
}
