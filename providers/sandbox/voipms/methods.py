"""What the methods do: one of their own, the records' four verbs, or a list of words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from providers.sandbox.voipms import (
    back_orders,
    call_recordings,
    clients,
    conferences,
    e911,
    fax_numbers,
    faxes,
    invoices,
    locations,
    porting,
    rates,
    voicemail_messages,
    vpri,
)
from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.cdr import get_call_accounts, get_cdr
from providers.sandbox.voipms.devices import get_registration, get_servers
from providers.sandbox.voipms.dids import change_did, get_dids, set_sms
from providers.sandbox.voipms.drift import BARE_OBJECT
from providers.sandbox.voipms.kinds import BY_METHOD
from providers.sandbox.voipms.messages import delete_message, get_media, get_messages, send
from providers.sandbox.voipms.money import get_balance, get_transactions
from providers.sandbox.voipms.ordering import (
    cancel_did,
    countries_abroad,
    find_dids,
    find_toll_free,
    find_vanity,
    locations_abroad,
    order_abroad,
    order_did,
    order_toll_free,
    order_virtual,
    rate_centres,
    regions,
)
from providers.sandbox.voipms.records import answer_record_call
from providers.sandbox.voipms.status import Status
from providers.sandbox.voipms.words import WORDS
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, str]


def answer(account: Account, method: Method, given: Given) -> Answer:
    """Carry the method out. Raises `Status` for anything but success, before anything was written."""
    own = OWN.get(method.name)
    if own is not None:
        return own(account, method, given)
    if method.name in BY_METHOD:
        return answer_record_call(account, method, given)
    return _words(method, given)


def _words(method: Method, given: Given) -> Answer:
    """All of the list, or the one asked for; asking for another gives the whole list again."""
    words = WORDS[method.name]
    asked = next((given[param.name] for param in method.params if given.get(param.name) in words), None)
    return {
        method.list_key: [
            {"value": value, "description": text} for value, text in words.items() if asked in {None, value}
        ]
    }


def _get_ip(account: Account, method: Method, given: Given) -> Answer:
    return {"ip": account.address}


def _get_recording_file(account: Account, method: Method, given: Given) -> Answer:
    row = account.row("recordings", given["recording"])
    if row is None:
        raise Status("invalid_recording")
    found = {"value": given["recording"], "data": row["_file"]}
    return {method.list_key: found if method.name in BARE_OBJECT and account.settings.drift else [found]}


OWN: dict[str, Callable[[Account, Method, Given], Answer]] = {
    "getIP": _get_ip,
    "getBalance": get_balance,
    "getTransactionHistory": get_transactions,
    "getCDR": get_cdr,
    "getCallAccounts": get_call_accounts,
    "getServersInfo": get_servers,
    "getRegistrationStatus": get_registration,
    "getRecordingFile": _get_recording_file,
    "getDIDsInfo": get_dids,
    "setDIDInfo": change_did,
    "setDIDRouting": change_did,
    "setDIDPOP": change_did,
    "setDIDVoicemail": change_did,
    "setDIDBillingType": change_did,
    "setSMS": set_sms,
    "getProvinces": regions,
    "getStates": regions,
    "getRateCentersCAN": rate_centres,
    "getRateCentersUSA": rate_centres,
    "getDIDsCAN": find_dids,
    "getDIDsUSA": find_dids,
    "searchDIDsCAN": find_dids,
    "searchDIDsUSA": find_dids,
    "orderDID": order_did,
    "cancelDID": cancel_did,
    "searchTollFreeCanUS": find_toll_free,
    "searchTollFreeUSA": find_toll_free,
    "searchVanity": find_vanity,
    "orderTollFree": order_toll_free,
    "orderVanity": order_toll_free,
    "orderDIDVirtual": order_virtual,
    "getDIDCountries": countries_abroad,
    "getDIDsInternationalGeographic": locations_abroad,
    "getDIDsInternationalNational": locations_abroad,
    "getDIDsInternationalTollFree": locations_abroad,
    "orderDIDInternationalGeographic": order_abroad,
    "orderDIDInternationalNational": order_abroad,
    "orderDIDInternationalTollFree": order_abroad,
    "backOrderDIDUSA": back_orders.add,
    "backOrderDIDCAN": back_orders.add,
    "getBackOrders": back_orders.list_orders,
    "sendSMS": send,
    "sendMMS": send,
    "getSMS": get_messages,
    "getMMS": get_messages,
    "getMediaMMS": get_media,
    "deleteSMS": delete_message,
    "deleteMMS": delete_message,
    "getCallRecordings": call_recordings.get_recordings,
    "getCallRecording": call_recordings.get_recording,
    "sendCallRecordingEmail": call_recordings.mail_recording,
    "delCallRecording": call_recordings.delete_recording,
    "getCallTranscriptions": call_recordings.get_transcripts,
    "getVoicemailMessages": voicemail_messages.get_messages,
    "getVoicemailMessageFile": voicemail_messages.get_file,
    "getVoicemailTranscriptions": voicemail_messages.get_transcripts,
    "markListenedVoicemailMessage": voicemail_messages.mark_listened,
    "markUrgentVoicemailMessage": voicemail_messages.mark_urgent,
    "moveFolderVoicemailMessage": voicemail_messages.move,
    "sendVoicemailEmail": voicemail_messages.mail,
    "delMessages": voicemail_messages.delete,
    "e911Validate": e911.validate,
    "e911Provision": e911.provision,
    "e911ProvisionManually": e911.provision_by_hand,
    "e911Update": e911.update,
    "e911Cancel": e911.cancel,
    "e911Info": e911.info,
    "getFaxProvinces": fax_numbers.regions,
    "getFaxStates": fax_numbers.regions,
    "getFaxRateCentersCAN": fax_numbers.rate_centres,
    "getFaxRateCentersUSA": fax_numbers.rate_centres,
    "searchFaxAreaCodeCAN": fax_numbers.by_area_code,
    "searchFaxAreaCodeUSA": fax_numbers.by_area_code,
    "getFaxNumbersPortability": fax_numbers.fax_portability,
    "orderFaxNumber": fax_numbers.order,
    "getFaxNumbersInfo": fax_numbers.list_numbers,
    "setFaxNumberInfo": fax_numbers.change,
    "setFaxNumberEmail": fax_numbers.change,
    "setFaxNumberURLCallback": fax_numbers.change,
    "cancelFaxNumber": fax_numbers.cancel,
    "sendFaxMessage": faxes.send,
    "getFaxMessages": faxes.get_faxes,
    "getFaxMessagePDF": faxes.get_pdf,
    "mailFaxMessagePDF": faxes.mail_pdf,
    "deleteFaxMessage": faxes.delete,
    "moveFaxMessage": faxes.move,
    "getFaxFolders": faxes.get_folders,
    "setFaxFolder": faxes.set_folder,
    "delFaxFolder": faxes.delete_folder,
    "getEmailToFax": faxes.get_mailers,
    "setEmailToFax": faxes.set_mailer,
    "delEmailToFax": faxes.delete_mailer,
    "signupClient": clients.sign_up,
    "setClient": clients.change,
    "getClients": clients.list_clients,
    "delClient": clients.delete,
    "getClientThreshold": clients.get_threshold,
    "setClientThreshold": clients.set_threshold,
    "getPackages": clients.list_packages,
    "getClientPackages": clients.client_packages,
    "addCharge": clients.book,
    "addPayment": clients.book,
    "getCharges": clients.list_entries,
    "getDeposits": clients.list_entries,
    "getResellerBalance": clients.balance,
    "getResellerCDR": clients.get_cdr,
    "getResellerSMS": get_messages,
    "getResellerMMS": get_messages,
    "connectDID": clients.connect,
    "unconnectDID": clients.unconnect,
    "connectFAX": clients.connect,
    "unconnectFAX": clients.unconnect,
    "getRates": rates.get_rates,
    "getTerminationRates": rates.get_termination_rates,
    "getInvoice": invoices.get_invoice,
    "addMemberToConference": conferences.add_member,
    "delMemberFromConference": conferences.remove_member,
    "getConferenceRecordings": conferences.list_recordings,
    "getConferenceRecordingFile": conferences.get_file,
    "getVPRIs": vpri.list_all,
    "getDIDvPRI": vpri.list_numbers,
    "assignDIDvPRI": vpri.assign,
    "removeDIDvPRI": vpri.remove,
    "getLocations": locations.list_all,
    "setLocation": locations.add,
    "delLocation": locations.delete,
    "getPortability": porting.portability,
    "addLNPPort": porting.add_port,
    "addLNPFile": porting.add_file,
    "getLNPAttachList": porting.list_files,
    "getLNPAttach": porting.get_file,
    "getLNPList": porting.list_ports,
    "getLNPStatus": porting.get_status,
    "getLNPNotes": porting.get_notes,
    "getLNPDetails": porting.get_details,
    "getLNPListStatus": porting.list_states,
}
