"""Borders between versicolor and virginica by LIBSVM, through scikit-learn: python3 svm_iris.py > svm_iris.json"""

import json

import sklearn
from sklearn.datasets import load_iris
from sklearn.svm import SVC

x, y = load_iris(return_X_y=True)
x, y = x[50:], y[50:]
cases = []
for cost, gamma in [(1.0, 0.5), (10.0, 0.1), (100.0, 2.0)]:
    svm = SVC(C=cost, gamma=gamma, tol=1e-9).fit(x, y)
    sides = [round(side, 9) for side in svm.decision_function(x)]
    cases.append({"cost": cost, "gamma": gamma, "sides": sides})
print(json.dumps({"origin": f"scikit-learn {sklearn.__version__} SVC, tol 1e-9", "cases": cases}))
