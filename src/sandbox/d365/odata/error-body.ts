import type { SandboxResponse } from '../../app.ts'
import type { Failure } from '../failure.ts'
import type { System } from '../system.ts'
import { jsonResponse } from './render.ts'

/**
 * The vendor's error envelope: a generic message outside, the reason inside, sometimes one level deeper
 * [seen].
 */
export const errorResponse = (system: System, failure: Failure): SandboxResponse => {
  if (failure.kind === 'request') {
    const innererror = {
      message: failure.message,
      type: 'Microsoft.OData.ODataException',
      stacktrace: '   at Microsoft.OData.UriParser.ODataUriParser.Parse()',
    }
    return jsonResponse(failure.status, {
      error: { code: '', message: 'An error has occurred.', innererror },
    })
  }
  const innererror = {
    message: failure.message,
    type: 'Microsoft.Dynamics.Platform.Integration.Services.OData.AxODataWriteException',
    stacktrace:
      '   at Microsoft.Dynamics.Platform.Integration.Services.OData.UpdateProcessor.SaveEntityChanges()\r\n' +
      '   at Microsoft.Dynamics.Platform.Integration.Services.OData.AxODataDelegatingWriter.Write()',
    internalexception: {
      message: failure.message,
      type: 'Microsoft.Dynamics.Ax.Xpp.ErrorException',
      stacktrace: '   at Microsoft.Dynamics.Ax.Xpp.Entity.Write()',
    },
  }
  return jsonResponse(statusOf(system, failure), {
    error: { code: '', message: 'An error has occurred.', innererror },
  })
}

/** A business rejection is 400 or 500 [seen]: status alone says nothing. */
const statusOf = (system: System, failure: Failure): number => {
  const share = system.options.rejectionsAs500 ?? 0
  const judged = failure.status === 400 && failure.message.includes('Infolog:')
  return judged && share > 0 && system.random.next() < share ? 500 : failure.status
}
