"""The method → what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from providers.sandbox.voipinnovations import campaigns, dids, e911, features, groups, intl, ordering, ports, texting
from providers.sandbox.voipinnovations.account import Account
from providers.wire.catalog import Method

Answer = dict[str, Any]
Does = Callable[[Account, Method, Mapping[str, Any]], Answer]

METHODS: dict[str, Does] = {
    # Own numbers
    "auditDIDs": dids.audit_dids,
    "queryDID": dids.query_did,
    "AuditDIDGroup": dids.audit_did_group,
    "GetInventoryTNs": dids.get_tns,
    "GetUnconfiguredTNs": dids.get_tns,
    "InventoryDIDs": dids.inventory_dids,
    "CreateDIDGroup": dids.create_did_group,
    "GetDIDGroups": dids.get_did_groups,
    "GetDIDGroup": dids.get_did_group,
    "SetDIDGroup": dids.set_did_group,
    "RemoveDIDGroup": dids.remove_did_group,
    "GetScripts": dids.get_scripts,
    "ProgramDID": dids.program_did,
    "UnprogramDID": dids.unprogram_did,
    # Searching, buying, giving back
    "getDIDs": ordering.get_dids,
    "getDIDsExtended": ordering.get_dids,
    "getDIDCount": ordering.get_did_count,
    "GetAvailableStates": ordering.get_available,
    "GetAvailableRateCenters": ordering.get_available,
    "GetAvailableNPAs": ordering.get_available,
    **dict.fromkeys(ordering.STEPS, ordering.each_number),
    # Groups and clients
    "AuditEndpointGroups": groups.audit_endpoint_groups,
    "AuditEndpointGroup": groups.audit_endpoint_group,
    "ActivateEndpointGroup": groups.activate,
    "DeactivateEndpointGroup": groups.activate,
    "AuditClients": groups.audit_clients,
    **dict.fromkeys(groups.AUDITS, groups.audit_setting),
    # What is set on a number
    "GetPrepaidBalance": features.get_balance,
    "GetDIDFailover": features.get_target,
    "UpdateDIDFailover": features.update_failover,
    "GetDIDForward": features.get_target,
    "SetDIDForward": features.set_forward,
    "RemoveDIDForward": features.remove_forward,
    "GetConferenceLine": features.get_conference_line,
    "SetConferenceLine": features.set_conference_line,
    "RemoveConferenceLine": features.remove_conference_line,
    "GetCNAMDisplay": features.get_caller_name,
    "UpdateCNAMDisplay": features.update_caller_name,
    "RemoveCNAM": features.remove_caller_name,
    "SetFaxToEmail": features.set_fax,
    "GetFaxToEmail": features.get_fax,
    "RemoveFaxToEmail": features.remove_fax,
    "ConfigFaxToEmailNotifications": features.notify_of_faxes,
    "AddEmailToFax": features.add_fax_sender,
    "GetEmailToFax": features.get_fax_senders,
    "RemoveEmailToFax": features.remove_fax_sender,
    # Emergency calls
    "validate911": e911.validate,
    "insert911": e911.insert,
    "update911": e911.update,
    "remove911": e911.remove,
    "query911": e911.query,
    "audit911": e911.audit,
    "getProvisioningHistory": e911.history,
    "addLocation": e911.add_location,
    "getLocations": e911.get_locations,
    "provisionLocation": e911.provision_location,
    "removeLocation": e911.remove_location,
    "Add911Alert": e911.add_alert,
    "Remove911Alert": e911.remove_alert,
    "Query911Alert": e911.query_alerts,
    # Ports
    "isPortable": ports.is_portable,
    "getPortDetails": ports.get_details,
    "getActivePorts": ports.get_active,
    "GetPortHistory": ports.get_history,
    # International numbers
    "GetCountries": intl.get_countries,
    "AssignIntlDID": intl.assign,
    "ReleaseIntlDID": intl.release,
    "AuditIntlDIDs": intl.audit,
    "GlobalDIDSearch": intl.search,
    # Texts
    "ConfigSMS": texting.configure_simply,
    "ConfigSMSDestination": texting.configure,
    "UpdateSMSDLR": texting.update_receipts,
    "AuditSMS": texting.audit,
    "SendSMS": texting.send,
    "SendSMSWithDLR": texting.send,
    "SendMMS": texting.send,
    # Brands and campaigns
    "GetSMSCustomers": campaigns.get_customers,
    "GetSMSCustomersByTag": campaigns.get_customers_by_tag,
    "CreateSMSCustomer": campaigns.create_customer,
    "UpdateSMSCustomer": campaigns.update_customer,
    "DeleteSMSCustomer": campaigns.delete_customer,
    "CheckSMSCustomerStatus": campaigns.check_customer,
    "TriggerSMSOTP": campaigns.trigger_otp,
    "GetSMSEnumerations": campaigns.get_enumerations,
    "GetSMSUsecaseOptions": campaigns.get_usecases,
    "GetSMSCampaigns": campaigns.get_campaigns,
    "CreateSMSCampaign": campaigns.create_campaign,
    "UpdateSMSCampaign": campaigns.update_campaign,
    "DeleteSMSCampaign": campaigns.delete_campaign,
    "GetCampaignRejectionReason": campaigns.get_rejection,
    "RegisterExternalSMSCampaign": campaigns.register_external,
    "ResubmitExternalSMSCampaign": campaigns.resubmit_external,
    "AssignToSMSCampaign": campaigns.assign_numbers,
    "RemoveFromSMSCampaign": campaigns.remove_numbers,
}


def answer(account: Account, method: Method, given: Mapping[str, Any]) -> Answer:
    """What the result holds beside the envelope. Raises `Refused`."""
    return METHODS[method.name](account, method, given)
