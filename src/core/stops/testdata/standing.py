"""Where subjects stand, by Python's hashlib. Run: python3 standing.py > standing.json"""
import hashlib
import json

SALTS = ["throttle lending/prod", "canary lending/prod sha256:" + "a" * 64, ""]
SUBJECTS = ["case-4711", "case-4712", "", "Ærøskøbing", "患者 7", "x" * 200, "a\nb"]


def standing(salt: str, subject: str) -> float:
    return int.from_bytes(hashlib.sha256(f"{salt}\n{subject}".encode()).digest()[:6], "big") / 2**48


print(json.dumps([[salt, subject, standing(salt, subject)] for salt in SALTS for subject in SUBJECTS], ensure_ascii=True, indent=1))
