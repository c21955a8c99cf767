import type { SandboxRequest, SandboxResponse } from '../../app.ts'
import { Failure } from '../failure.ts'
import { type EntitySet, entitySetNames, findEntitySet } from '../schema/entity-set.ts'
import type { System } from '../system.ts'
import { edmName } from './literal.ts'
import { originOf } from './reads.ts'
import { jsonResponse } from './render.ts'

/** `GET /data`: the service document. */
export const serviceDocument = (system: System, request: SandboxRequest): SandboxResponse =>
  jsonResponse(200, {
    '@odata.context': `${originOf(system, request)}/data/$metadata`,
    value: entitySetNames.map((name) => ({ name, kind: 'EntitySet', url: name })),
  })

/** `GET /metadata/PublicEntities('VendorInvoiceHeader')`: by the singular name [seen]. */
export const publicEntity = (path: string): SandboxResponse => {
  const name = /^PublicEntities\('(\w+)'\)$/.exec(path)?.[1]
  const set = entitySetNames.map(findEntitySet).find((candidate) => candidate?.entity === name)
  if (!name || !set) throw new Failure(404, 'request', `No resource was found at '/metadata/${path}'.`)
  return jsonResponse(200, {
    Name: set.entity,
    EntitySetName: set.name,
    IsReadOnly: set.name.endsWith('BiEntities'),
    Properties: propertiesOf(set),
  })
}

const propertiesOf = (set: EntitySet) =>
  [...set.properties.values()].map((property) => ({
    Name: property.name,
    TypeName: edmName(property),
    IsKey: set.keys.includes(property),
    IsMandatory: set.keys.includes(property),
    AllowEdit: !set.keys.includes(property),
    AllowEditOnCreate: true,
    ConfigurationEnabled: true,
    IsDimension: property.name.endsWith('DisplayValue'),
  }))
